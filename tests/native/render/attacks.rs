//! Templates made to hang or trap the engine: each ends in a problem, quickly and on an ordinary stack.

use nshot::domain::template::{Rendered, has_tags, render, scan};
use nshot::domain::variables::Variables;

fn rendered(source: &str) -> Rendered {
    render(source, &scan(source), &Variables::new())
}

fn check_refused(source: &str, says: &str) {
    let rendered = rendered(source);
    let head: String = source.chars().take(40).collect();
    assert!(rendered.faults.iter().any(|fault| fault.message.contains(says)), "{head}: {:?}", rendered.faults);
    assert_eq!(rendered.text, source, "{head}: stands as it was typed");
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn a_chain_of_elifs_is_refused() {
    check_refused(&format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(1_937)), "elif");
}

#[test]
fn long_expressions_are_refused() {
    for expression in [
        format!("{{{{ {}1 }}}}", "-".repeat(5_952)),
        format!("{{{{ 1{} }}}}", "+1".repeat(5_952)),
        format!("{{{{ 1{} }}}}", "**1".repeat(5_952)),
        format!("{{{{ a{} }}}}", "()".repeat(4_366)),
        format!("{{{{ a{} }}}}", ".b".repeat(7_484)),
        format!("{{{{ a{} }}}}", "[0]".repeat(7_484)),
        format!("{{{{ a{} }}}}", " | trim".repeat(7_484)),
        format!("{{{{ a{} }}}}", "\n+ 1".repeat(5_000)),
    ] {
        let rendered = rendered(&expression);
        assert!(!rendered.faults.is_empty(), "{}", expression.get(..20).unwrap_or_default());
    }
}

#[test]
fn deep_nesting_is_refused() {
    check_refused(&nested("{% if 1 %}", "{% endif %}", 65), "64 deep");
    check_refused(&nested("{% for a in b %}", "{% endfor %}", 3_000), "64 deep");
    check_refused(&nested("{% set x | default(a=1) %}", "{% endset %}", 3_000), "64 deep");
    check_refused(&format!("{{{{ {} }}}}", nested("[", "]", 65)), "64 deep");
    check_refused(&format!("{{{{ {} }}}}", nested("(", ")", 1_000)), "64 deep");
}

#[test]
fn endless_work_runs_out_of_fuel() {
    for source in [
        "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{% set ns = namespace(s='xxxxxxxxxxxxxxxx') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set ns.s = ns.s | replace('a', 'aaaaaaaa') %}{% endfor %}",
    ] {
        check_refused(source, "endless loop");
    }
}

#[test]
fn endless_recursion_is_refused() {
    let source = "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}";
    assert!(!rendered(source).faults.is_empty());
}

#[test]
fn values_nested_too_deep_are_not_written() {
    let deep = "{% set ns = namespace(x=[]) %}{% for i in range(500) %}{% set ns.x = [ns.x] %}{% endfor %}";
    check_refused(&format!("{deep}{{{{ ns.x | tojson }}}}"), "64 deep");
    check_refused(&format!("{deep}{{{{ ns.x }}}}"), "64 deep");
    let wide =
        "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}";
    check_refused(wide, "100,000 items");
}

#[test]
fn json_nested_too_deep_is_not_read() {
    let source = "{{ x | fromjson }}";
    let values = Variables::from([("x".to_owned(), nested("[", "]", 100_000))]);
    let rendered = render(source, &scan(source), &values);
    assert!(rendered.faults[0].message.contains("not JSON"), "{:?}", rendered.faults);
}

#[test]
fn a_long_text_without_tags_is_passed_through() {
    let text = "A line of ten words that says nothing at all, { really }.\n".repeat(180_000);
    assert!(text.len() > 10_000_000 && !has_tags(&text));
    assert_eq!(rendered(&text).text, text);
}

#[test]
fn a_long_text_with_a_tag_is_rendered() {
    let text = format!("{}{{{{ x }}}}", "Ten million characters of ordinary text are no attack.\n".repeat(190_000));
    let values = Variables::from([("x".to_owned(), "end".repeat(1_000_000))]);
    let rendered = render(&text, &scan(&text), &values);
    assert_eq!(rendered.faults, []);
    assert!(rendered.text.ends_with("endend"));
}

#[test]
fn braces_without_end_are_searched_once() {
    for source in ["{{ ".repeat(500_000), "{%".repeat(500_000), "{{ ( ' ".repeat(200_000), "{#".repeat(500_000)] {
        assert!(!rendered(&source).faults.is_empty());
    }
}
