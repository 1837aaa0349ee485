//! Just enough JSON for a server: reading requests and quoting strings.

/// A JSON value; objects keep their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a whole text; `None` when it is not JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text };
        let value = parser.value(0)?;
        parser.space();
        parser.rest.is_empty().then_some(value)
    }

    /// The member of an object, or [`Json::Null`].
    pub fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(known, _)| known == name).map_or(&Self::Null, |(_, value)| value)
            }
            _ => &Self::Null,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[(String, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Compact JSON text.
    pub fn write(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.clone(),
            Self::Text(text) => quote(text),
            Self::List(items) => format!("[{}]", items.iter().map(Self::write).collect::<Vec<_>>().join(",")),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| format!("{}:{}", quote(name), value.write()));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// A JSON string literal.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if u32::from(c) < 0x20 => quoted.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn eat(&mut self, token: &str) -> Option<()> {
        self.space();
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        const DEEPEST: usize = 100;
        self.space();
        match self.rest.chars().next().filter(|_| depth < DEEPEST)? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.string().map(Json::Text),
            't' => self.eat("true").map(|()| Json::Bool(true)),
            'f' => self.eat("false").map(|()| Json::Bool(false)),
            'n' => self.eat("null").map(|()| Json::Null),
            _ => {
                let end = self
                    .rest
                    .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
                    .unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                number.parse::<f64>().ok().map(|_| Json::Number(number.to_owned()))
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.eat("[")?;
        let mut items = Vec::new();
        while self.eat("]").is_none() {
            if !items.is_empty() {
                self.eat(",")?;
            }
            items.push(self.value(depth + 1)?);
        }
        Some(Json::List(items))
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.eat("{")?;
        let mut members = Vec::new();
        while self.eat("}").is_none() {
            if !members.is_empty() {
                self.eat(",")?;
            }
            self.space();
            let name = self.string()?;
            self.eat(":")?;
            members.push((name, self.value(depth + 1)?));
        }
        Some(Json::Object(members))
    }

    fn string(&mut self) -> Option<String> {
        self.eat("\"")?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            let (plain, rest) = self.rest.split_at(end);
            text.push_str(plain);
            self.rest = rest;
            if self.rest.starts_with('"') {
                self.rest = &self.rest[1..];
                return Some(text);
            }
            let escape = self.rest.chars().nth(1)?;
            self.rest = &self.rest[1 + escape.len_utf8()..];
            match escape {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                'u' => text.push(self.code_point()?),
                c => text.push(c),
            }
        }
    }

    /// Four hexadecimal digits, and the second half of a pair where there is one.
    fn code_point(&mut self) -> Option<char> {
        let unit = self.unit()?;
        if (0xD800..0xDC00).contains(&unit)
            && let Some(rest) = self.rest.strip_prefix("\\u")
        {
            self.rest = rest;
            let low = self.unit()?;
            return char::decode_utf16([unit, low]).next()?.ok();
        }
        Some(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'))
    }

    fn unit(&mut self) -> Option<u16> {
        let unit = u16::from_str_radix(self.rest.get(..4)?, 16).ok()?;
        self.rest = &self.rest[4..];
        Some(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn reads_and_writes_json() {
        let text = r#"{"a":[1,-2.5e3,true,null],"b":"é\"\\\n","c":{}}"#;
        assert_eq!(Json::parse(text).map(|value| value.write()).as_deref(), Some(text));
        assert_eq!(Json::parse(r#""\ud83d\ude00""#), Some(Json::Text("😀".to_owned())));
        assert_eq!(Json::parse("{\"a\":}"), None);
        assert_eq!(Json::parse("[1] 2"), None);
    }
}
