//! Tools and images in links and files.

use nshot::domain::completion::Completion;
use nshot::domain::id::ElementId;
use nshot::domain::image::{ImageFiles, to_base64};
use nshot::domain::prompt::Prompt;
use nshot::domain::tool::{Tool, ToolCall, ToolChoice, Tools};
use nshot::share::{Part, SharedAnswer, Source, export_file, import_file, open, seal};

use super::{connections, full_prompt, source};
use crate::render::attachments::{image, png};

/// A prompt with tools and an image, and the image's file. Ids are as opening numbers them.
pub fn attached() -> (Prompt, ImageFiles) {
    let mut prompt = full_prompt();
    let image = image(3, 64, 48);
    let mut files = ImageFiles::default();
    files.insert(image.file.clone(), to_base64(&png(64, 48)));
    prompt.messages[1].images.push(image);
    prompt.shots.items.iter_mut().for_each(|shot| shot.id.0 += 1);
    prompt.columns.iter_mut().for_each(|column| column.id.0 += 1);
    prompt.baseline = Some(prompt.columns[1].id);
    let tool = |id, name: &str| Tool {
        description: "Größe & \"Gewicht\"".to_owned(),
        ..Tool::starter(ElementId(id), name.to_owned())
    };
    let items = vec![tool(9, "weigh"), Tool { enabled: false, parameters: "{".to_owned(), ..tool(10, "off") }];
    prompt.tools = Tools { items, choice: ToolChoice::Named(ElementId(9)), one_at_a_time: true };
    (prompt, files)
}

#[test]
fn tools_and_images_come_back_from_a_link() {
    let ((prompt, files), connections) = (attached(), connections());
    let everything = Source { images: &files, ..source(&prompt, &connections) };
    let link = seal(&everything, &Part::OPTIONAL).unwrap();
    let adopted = open(&link.fragment).unwrap().payload.adopt(&connections);
    assert_eq!(adopted.prompt, prompt);
    assert_eq!(adopted.images, files);
    let contents: Vec<_> = link.contents.iter().map(|size| (size.part, size.items)).collect();
    assert!(contents.contains(&(Part::Tools, 2)) && contents.contains(&(Part::Images, 1)), "{contents:?}");
}

#[test]
fn images_that_stay_behind_are_told() {
    let ((prompt, files), connections) = (attached(), connections());
    let source = Source { images: &files, ..source(&prompt, &connections) };
    let file = export_file(&source, &Part::USUAL).unwrap();
    assert!(!file.contains("pixel.png"), "not even its name is there");
    let adopted = import_file(&file).unwrap().payload.adopt(&connections);
    assert!(adopted.prompt.images().next().is_none());
    assert!(adopted.notes.iter().any(|note| note.starts_with("The prompt has an image that is not in the link")));
}

#[test]
fn an_image_in_a_link_is_what_its_bytes_are() {
    let payload = |data: &str| {
        let json = format!(
            r#"{{"v":1,"messages":[{{"role":"user","text":"x","images":[{{"data":"{data}","name":"photo.png"}}]}}]}}"#
        );
        import_file(&json).unwrap().payload.adopt(&[])
    };
    assert_eq!(payload(&to_base64(&png(7, 5))).prompt.messages[0].images[0].width, 7);
    for hostile in ["", "no base64!", &to_base64(b"<svg onload=alert(1)>"), &to_base64(&png(9_000, 9_000))] {
        let adopted = payload(hostile);
        assert!(adopted.prompt.images().next().is_none(), "{hostile}");
        assert!(adopted.notes[0].starts_with("An image could not be opened"), "{:?}", adopted.notes);
        assert!(adopted.images.is_empty());
    }
}

#[test]
fn a_choice_of_a_tool_that_is_not_there_becomes_free() {
    let json = r#"{"v":1,"tool_choice":{"named":7},"tools":[{"name":"a"}]}"#;
    let adopted = import_file(json).unwrap().payload.adopt(&[]);
    assert_eq!(adopted.prompt.tools.choice, ToolChoice::Auto);
    assert!(adopted.prompt.tools.items[0].enabled);
}

#[test]
fn too_many_tools_or_images_are_refused() {
    let many = |what: &str, one: &str, count: usize| {
        let list = vec![one; count].join(",");
        import_file(&format!(r#"{{"v":1,{what}:[{list}]}}"#))
    };
    assert!(many(r#""tools""#, r#"{"name":"a"}"#, 129).unwrap_err().to_string().contains("129 tools"));
    let images = vec!["{}"; 21].join(",");
    let message = format!(r#"{{"role":"user","text":"x","images":[{images}]}}"#);
    assert!(many(r#""messages""#, &message, 1).unwrap_err().to_string().contains("21 images"));
}

#[test]
fn a_key_in_a_tools_description_is_noticed() {
    let (mut prompt, _) = attached();
    "Call with sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD".clone_into(&mut prompt.tools.items[0].description);
    let payload = open(&seal(&source(&prompt, &[]), &Part::USUAL).unwrap().fragment).unwrap().payload;
    assert!(!payload.secrets().is_empty());
}

#[test]
fn calls_of_an_answer_come_along_as_text() {
    let (prompt, connections) = (full_prompt(), connections());
    let call = ToolCall {
        id: "toolu_secret".to_owned(),
        name: "weigh".to_owned(),
        arguments: "{\"kg\":1}".to_owned(),
        signature: "opaque".to_owned(),
    };
    let completion = Completion { tool_calls: vec![call], ..Completion::default() };
    let outputs = [SharedAnswer { column: ElementId(6), completion, rating: None }];
    let link = seal(&Source { outputs: &outputs, ..source(&prompt, &connections) }, &Part::OPTIONAL).unwrap();
    let adopted = open(&link.fragment).unwrap().payload.adopt(&connections);
    let calls = &adopted.outputs[0].completion.tool_calls;
    assert_eq!((calls[0].name.as_str(), calls[0].arguments.as_str()), ("weigh", "{\"kg\":1}"));
    assert!(calls[0].signature.is_empty() && calls[0].id == "call_0", "what only the endpoint reads stays here");
}
