//! Reading variables out of templates, broken ones too.

use nshot::domain::template::{convert_single_braces, render, scan};
use nshot::domain::variables::Variables;

fn check(source: &str, expected: &[&str]) {
    let scan = scan(source);
    assert_eq!(scan.variables(), expected, "{source}");
    for used in &scan.uses {
        assert_eq!(source.get(used.span.clone()), Some(used.name.as_str()), "{source}");
    }
}

#[test]
fn variables_come_in_order_of_first_use() {
    check("{{ b }} {{ a }} {{ b }}", &["b", "a"]);
    check("{% if tone == 'x' and not other %}{{ a.b.c[d] }}{% endif %}", &["tone", "other", "a", "d"]);
}

#[test]
fn what_a_template_names_itself_is_no_variable() {
    check("{% for row in rows %}{{ row }}{{ loop.index }}{% endfor %}{{ row }}", &["rows", "row"]);
    check("{% set a = b %}{{ a }}", &["b"]);
    check("{% macro m(x, y=z) %}{{ x }}{{ y }}{% endmacro %}{{ m(w, y=1) }}", &["z", "w"]);
    check("{% with a = b %}{{ a }}{% endwith %}{{ a }}", &["b", "a"]);
}

#[test]
fn filters_tests_attributes_and_texts_are_no_variables() {
    check(
        "{{ a | replace('b', c) | d }}{{ e is divisibleby f }}{{ \"g\" }}{# h #}{% raw %}{{ i }}{% endraw %}",
        &["a", "c", "e", "f"],
    );
}

#[test]
fn variables_show_while_a_tag_is_being_typed() {
    check("{{ to", &["to"]);
    check("Write {{ topic about\nand {{ tone }}", &["topic", "about", "tone"]);
    check("{% if a", &["a"]);
    check("{{ }} {{ x }}", &["x"]);
    check("{% for x in", &[]);
    check("{{ 'unfinished }} {{ x }}", &["x"]);
}

#[test]
fn a_use_that_copes_without_a_value_is_optional() {
    let scan = scan("{{ a | default('x') }}{% if b is not defined %}{% endif %}{{ c }}");
    let optional: Vec<_> = scan.uses.iter().map(|used| used.optional).collect();
    assert_eq!(optional, [true, true, false]);
}

#[test]
fn single_braces_are_found_outside_tags_only() {
    let source = "{name} ${other} {{ x }} {{ {'a': y} }} { no } {a:b} {}";
    let scan = scan(source);
    let found: Vec<_> = scan.single_braces.iter().map(|range| source.get(range.clone()).unwrap()).collect();
    assert_eq!(found, ["{name}", "${other}"]);
    assert_eq!(convert_single_braces(source), "{{name}} {{other}} {{ x }} {{ {'a': y} }} { no } {a:b} {}");
}

#[test]
fn a_variable_without_a_value_shows_as_its_name() {
    let source = "About {{ topic }} and {{ topic | upper }}";
    let rendered = render(source, &scan(source), &Variables::new());
    assert_eq!(rendered.text, "About {{topic}} and {{TOPIC}}");
    assert_eq!(rendered.substitutions.len(), 2);
}

#[test]
fn line_breaks_stay_what_they_are() {
    let source = "a\r\n{{ x }}\r\nb\n";
    let values = Variables::from([("x".to_owned(), "1\r\n2".to_owned())]);
    assert_eq!(render(source, &scan(source), &values).text, "a\r\n1\r\n2\r\nb\n");
}

#[test]
fn an_expression_without_a_value_is_a_fault_with_its_place() {
    let source = "{{ user.name }}!";
    let values = Variables::from([("user".to_owned(), "Ada".to_owned())]);
    let rendered = render(source, &scan(source), &values);
    assert_eq!(rendered.text, "{{ user.name }}!");
    assert_eq!(rendered.faults[0].span, Some(3..12));
}

#[test]
fn errors_point_at_what_is_wrong() {
    for (source, wrong, says) in [
        ("a {{ x | nosuch }}", "nosuch", "nosuch"),
        ("a {% if x %} b", "", "can't be read"),
        ("a {{ x", "{{ x", "never closed"),
        ("{{ nosuch() }}", "nosuch", "not callable"),
        ("{{ x | fromjson }}", "fromjson", "not JSON"),
    ] {
        let values = Variables::from([("x".to_owned(), "no json".to_owned())]);
        let rendered = render(source, &scan(source), &values);
        let fault = &rendered.faults[0];
        assert!(fault.message.contains(says), "{source}: {fault:?}");
        let span = source.get(fault.span.clone().unwrap()).unwrap();
        assert!(span.contains(wrong), "{source}: points at {span:?}");
    }
}
