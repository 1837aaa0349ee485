//! Tools and images of a prompt: what is composed of them, and the problems told.

use nshot::domain::compose::{Composition, compose};
use nshot::domain::id::ElementId;
use nshot::domain::image::{Image, ImageError, ImageHash, MOST_IMAGES, MediaType, excess, inspect};
use nshot::domain::message::Role;
use nshot::domain::problem::{Place, Severity};
use nshot::domain::prompt::Prompt;
use nshot::domain::tool::{Tool, ToolChoice};

/// The smallest PNG: a header and the start of its first chunk are all that is looked at.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend(b"\x08\x06\x00\x00\x00\x1f\x15\xc4\x89");
    file
}

pub fn image(id: u32, width: u32, height: u32) -> Image {
    inspect(ElementId(id), "pixel.png", &png(width, height)).unwrap()
}

fn tool(id: u32, name: &str) -> Tool {
    Tool { description: "Says something.".to_owned(), ..Tool::starter(ElementId(id), name.to_owned()) }
}

fn prompt(tools: Vec<Tool>) -> Prompt {
    let mut prompt = Prompt::empty();
    "Go".clone_into(&mut prompt.messages[0].text);
    prompt.tools.items = tools;
    prompt
}

fn errors(composition: &Composition) -> Vec<(&Place, &str)> {
    let errors = composition.problems.iter().filter(|p| p.severity == Severity::Error);
    errors.map(|p| (&p.place, p.message.as_str())).collect()
}

#[test]
fn tools_that_are_on_are_composed_with_their_keys_in_order() {
    let parameters = "{\"type\": \"object\", \"properties\": {\"b\": {}, \"a\": {}}}".to_owned();
    let tools = vec![Tool { parameters, ..tool(20, "look_up") }, Tool { enabled: false, ..tool(21, "off") }];
    let composition = compose(&prompt(tools));
    let names: Vec<_> = composition.tools.items.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["look_up"]);
    assert_eq!(composition.tools.items[0].json, r#"{"type":"object","properties":{"b":{},"a":{}}}"#);
    assert_eq!(errors(&composition), []);
}

#[test]
fn a_tool_without_parameters_takes_an_object_without_members() {
    let composition = compose(&prompt(vec![Tool { parameters: " ".to_owned(), ..tool(20, "now") }]));
    assert_eq!(composition.tools.items[0].json, r#"{"type":"object","properties":{}}"#);
}

#[test]
fn a_name_that_no_vendor_takes_stops_the_run() {
    for name in ["", "with space", "é", &"x".repeat(65)] {
        let composition = compose(&prompt(vec![tool(20, name)]));
        assert!(matches!(errors(&composition)[..], [(Place::Tool(ElementId(20)), _)]), "{name}: {composition:?}");
    }
    assert_eq!(errors(&compose(&prompt(vec![tool(20, &"x".repeat(64))]))), []);
}

#[test]
fn two_tools_of_one_name_stop_the_run_at_the_second() {
    let composition = compose(&prompt(vec![tool(20, "a"), tool(21, "a")]));
    assert!(matches!(errors(&composition)[..], [(Place::Tool(ElementId(21)), words)] if words.contains("“a”")));
}

#[test]
fn parameters_that_are_no_schema_of_an_object_say_where() {
    let check = |parameters: &str, words: &str, span: Option<std::ops::Range<usize>>| {
        let composition = compose(&prompt(vec![Tool { parameters: parameters.to_owned(), ..tool(20, "a") }]));
        let problem = composition.problems.iter().find(|p| p.severity == Severity::Error).unwrap();
        assert!(problem.message.contains(words), "{parameters}: {}", problem.message);
        assert_eq!(problem.span, span, "{parameters}");
        assert!(composition.tools.is_empty());
    };
    check("{\"type\": objekt}", "not JSON", Some(9..10));
    check("[1]", "must be a JSON object", None);
    check("{\"type\": \"string\"}", "\"type\": \"object\"", None);
}

#[test]
fn a_choice_follows_the_tool_not_its_name_and_a_lost_tool_is_said() {
    let mut prompt = prompt(vec![tool(20, "first"), tool(21, "second")]);
    prompt.tools.choice = ToolChoice::Named(ElementId(21));
    "renamed".clone_into(&mut prompt.tools.items[1].name);
    assert_eq!(compose(&prompt).tools.choice, ToolChoice::Named("renamed".to_owned()));
    prompt.tools.items[1].enabled = false;
    assert!(matches!(errors(&compose(&prompt))[..], [(Place::Tools, _)]));
    prompt.tools.items.clear();
    assert_eq!(errors(&compose(&prompt)), [], "without tools there is nothing to choose");
}

#[test]
fn a_user_message_of_images_alone_is_sent() {
    let mut prompt = prompt(Vec::new());
    prompt.messages[0].text.clear();
    prompt.messages[0].images.push(image(30, 640, 480));
    let composition = compose(&prompt);
    assert_eq!(errors(&composition), []);
    assert_eq!(composition.messages[0].images.len(), 1);
    prompt.messages[0].role = Role::System;
    assert!(errors(&compose(&prompt)).iter().any(|(_, words)| words.contains("Only a user message")));
}

#[test]
fn a_file_is_known_by_its_bytes_not_its_name() {
    let inspected = |name: &str, file: &[u8]| inspect(ElementId(1), name, file);
    let image = inspected("photo.jpg", &png(320, 200)).unwrap();
    assert_eq!((image.media_type, image.width, image.height), (MediaType::Png, 320, 200));
    // SHA-256 of the empty text, FIPS 180-4 example vectors.
    assert_eq!(ImageHash::of(b"abc").0, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(matches!(inspected("a.png", b"<svg/>"), Err(ImageError::Format { .. })));
    assert!(matches!(inspected("a.png", b""), Err(ImageError::Format { .. })));
    assert!(matches!(inspected("a.png", &png(8_001, 1)), Err(ImageError::TooWide { width: 8_001, .. })));
    assert!(matches!(inspected("a.png", &png(0, 1)), Err(ImageError::Format { .. })));
    let large = [png(1, 1), vec![0; 5_000_000]].concat();
    let words = inspected("big.png", &large).unwrap_err().to_string();
    assert!(words.contains("“big.png” has 5.1 MB; an image may have 5.0 MB"), "{words}");
}

#[test]
fn any_bytes_after_an_images_first_ones_are_looked_at_without_panic() {
    let starts: [&[u8]; 6] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"RIFF\0\0\0\0WEBPVP8L",
        b"RIFF\0\0\0\0WEBPVP8 ",
    ];
    let mut seed = 7_u64;
    for start in starts {
        for length in 0..200 {
            let mut file = start.to_vec();
            for _ in 0..length {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                file.push(seed.to_be_bytes()[0]);
            }
            let _ = inspect(ElementId(1), "", &file);
        }
    }
}

#[test]
fn too_many_or_too_large_images_are_said() {
    let images: Vec<Image> = (0..).map(|id| image(id, 10, 10)).take(MOST_IMAGES + 1).collect();
    assert_eq!(excess(&images[1..]), None);
    assert_eq!(excess(&images), Some(ImageError::TooMany));
    let large = Image { bytes: 5_000_000, ..image(1, 10, 10) };
    assert_eq!(excess([&large, &large, &large]), Some(ImageError::TotalTooLarge));
    let mut prompt = prompt(Vec::new());
    prompt.messages[0].images = vec![large; 3];
    assert!(
        errors(&compose(&prompt)).iter().any(|(place, words)| **place == Place::Document && words.contains("14.0 MB"))
    );
}
