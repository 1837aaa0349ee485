//! A function of the browser that a test puts its own in place of.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Another value under a name of an object, until it is dropped.
#[must_use = "dropping it puts the original back"]
pub struct Replaced {
    object: Object,
    name: JsValue,
    /// Descriptor of the object's own property; undefined = it has none.
    original: JsValue,
}

impl Replaced {
    /// Puts `value` there.
    pub fn new(object: impl Into<JsValue>, name: &str, value: &JsValue) -> Self {
        let (object, name) = (object.into().unchecked_into::<Object>(), JsValue::from(name));
        let original = Reflect::get_own_property_descriptor(&object, &name).unwrap();
        assert_eq!(Reflect::set(&object, &name, value), Ok(true));
        Self { object, name, original }
    }

    /// Puts a function of these parameters and this body there.
    pub fn function(object: impl Into<JsValue>, name: &str, parameters: &str, body: &str) -> Self {
        Self::new(object, name, &Function::new_with_args(parameters, body))
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        if self.original.is_undefined() {
            let _ = Reflect::delete_property(&self.object, &self.name);
        } else {
            let _ = Reflect::define_property(&self.object, &self.name, self.original.unchecked_ref());
        }
    }
}

/// The value at a path of names from the page's globals on.
pub fn global(path: &str) -> JsValue {
    path.split('.').fold(js_sys::global().into(), |object, name| Reflect::get(&object, &name.into()).unwrap())
}
