//! The browser's half. The server's is an `AnyView`, whose markup is that of the view itself, with a placeholder where the
//! view leaves no trace in the document.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, Mountable, Render, RenderHtml},
    tachys::{
        hydration::Cursor,
        renderer::{
            Rndr,
            types::{Element, Node, Placeholder},
        },
        view::{Position, PositionState},
    },
};
use std::mem;

/// A view without its type. It takes no attributes from outside.
pub struct Erased(Box<dyn View>);

impl Erased {
    pub(super) fn new(view: impl RenderHtml + 'static) -> Self {
        Self(Box::new(view))
    }
}

/// What can be done with a view whatever its type.
trait View: Send {
    fn build(self: Box<Self>) -> ErasedState;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> ErasedState;
}

impl<V: RenderHtml + 'static> View for V {
    fn build(self: Box<Self>) -> ErasedState {
        let view = Box::new(Render::build(*self));
        ErasedState { view, placeholder: (!V::EXISTS).then(Rndr::create_placeholder) }
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> ErasedState {
        let view = Box::new(RenderHtml::hydrate::<true>(*self, cursor, position));
        ErasedState { view, placeholder: (!V::EXISTS).then(|| cursor.next_placeholder(position)) }
    }
}

/// An erased view in the document.
pub struct ErasedState {
    view: Box<dyn Mountable>,
    /// Marks the place of a view that leaves no trace.
    placeholder: Option<Placeholder>,
}

impl Mountable for ErasedState {
    fn unmount(&mut self) {
        self.view.unmount();
        self.placeholder.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.view.mount(parent, marker);
        self.placeholder.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.view.insert_before_this(child) || self.placeholder.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.view.elements()
    }
}

impl Render for Erased {
    type State = ErasedState;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        let mut old = mem::replace(state, self.0.build());
        old.insert_before_this(state);
        old.unmount();
    }
}

impl AddAnyAttr for Erased {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

impl RenderHtml for Erased {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// Never called: it is the server that renders to HTML.
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
