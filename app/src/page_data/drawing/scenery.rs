use super::{ems, points, tenths};
use crate::page_data::{Name, Scenery};
use jari_core::domain::{Language, Shape, ShapeKind, ShapeText, VenuePlan};
use leptos::prelude::*;

/// What a venue's map shows besides blocks: the field, a stage, captions in a language.
pub fn scenery(plan: &VenuePlan, language: Language) -> Scenery {
    let (width, height) = (plan.max.x - plan.min.x, plan.max.y - plan.min.y);
    let margin = width.max(height) * 0.02;
    let view_box = format!(
        "{:.1} {:.1} {:.1} {:.1}",
        plan.min.x - margin,
        plan.min.y - margin,
        width + 2.0 * margin,
        height + 2.0 * margin
    );
    // Drawn as a view, as that escapes what a venue's file says.
    let shapes = plan.shapes.iter().map(|shape| drawn(shape, language).to_html()).collect();
    Scenery { view_box, shapes }
}

fn drawn(shape: &Shape, language: Language) -> impl IntoView + use<> {
    let Shape { kind, at, rotation, color, border_color, text } = shape;
    let place = format!("translate({} {})", tenths(at.x), tenths(at.y));
    let transform = if *rotation == 0.0 { place } else { format!("{place} rotate({rotation})") };
    let outline = match kind {
        ShapeKind::Polygon { points: corners } => {
            view! { <polygon points=points(corners)></polygon> }.into_any()
        }
        ShapeKind::Rectangle { width, height } => {
            view! { <rect width=width.to_string() height=height.to_string()></rect> }.into_any()
        }
        ShapeKind::Ellipse { rx, ry } => {
            view! { <ellipse rx=rx.to_string() ry=ry.to_string()></ellipse> }.into_any()
        }
        ShapeKind::Text => ().into_any(),
    };
    let fill = color.clone().unwrap_or_else(|| "none".to_owned());
    view! {
        <g class="plan-shape" transform=transform fill=fill stroke=border_color.clone()>
            {outline}
            {text.as_ref().map(|text| caption(text, kind, language))}
        </g>
    }
}

/// The writing on a shape.
fn caption(text: &ShapeText, kind: &ShapeKind, language: Language) -> impl IntoView + use<> {
    let words = Name::new(&text.text, language);
    // It was set for one language, and may be longer in another.
    let size = match kind {
        ShapeKind::Rectangle { width, .. } => text.size.min(width * 0.9 / ems(&words)),
        _ => text.size,
    };
    let fill = text.color.clone().unwrap_or_else(|| "currentColor".to_owned());
    view! {
        <text
            class="plan-caption"
            x=tenths(text.at.x).to_string()
            y=tenths(text.at.y).to_string()
            font-size=tenths(size).to_string()
            fill=fill
            stroke="none"
            lang=words.lang()
        >
            {words.to_string()}
        </text>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::{Name, Point};

    #[test]
    fn a_caption_fits_into_its_rectangle_in_each_language() {
        let shape = |width| Shape {
            kind: ShapeKind::Rectangle { width, height: 200.0 },
            at: Point { x: 0.0, y: 0.0 },
            rotation: 0.0,
            color: None,
            border_color: None,
            text: Some(ShapeText {
                text: Name::from("전광판").with(Language::En, Some("Scoreboard")),
                at: Point { x: 0.0, y: 0.0 },
                size: 96.0,
                color: None,
            }),
        };
        let size = |width, language| {
            let html = drawn(&shape(width), language).to_html();
            let size = html.split("font-size=\"").nth(1).and_then(|rest| rest.split('"').next());
            size.and_then(|size| size.parse::<f64>().ok())
        };
        assert_eq!(
            [Language::Ko, Language::En].map(|language| size(580.0, language)),
            [Some(96.0), Some(87.0)]
        );
        assert_eq!([Language::Ko, Language::En].map(|language| size(2_000.0, language)), [Some(96.0); 2]);
    }
}
