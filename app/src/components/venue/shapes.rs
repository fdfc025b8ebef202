use crate::domain::{Point, Shape, ShapeKind, ShapeText};
use leptos::prelude::*;

/// Corners as SVG takes them.
pub fn points(corners: &[Point]) -> String {
    let mut text = String::with_capacity(corners.len() * 14);
    for corner in corners {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&format!("{},{}", tenths(corner.x), tenths(corner.y)));
    }
    text
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A drawing of the venue's plan that is no seat: the field, a stage, a caption. It is scenery, so a screen reader
/// passes it by.
#[component]
pub fn PlanShape(
    /// The drawing.
    shape: Shape,
) -> impl IntoView {
    let Shape { kind, at, rotation, color, border_color, text } = shape;
    let transform = if rotation == 0.0 {
        format!("translate({} {})", tenths(at.x), tenths(at.y))
    } else {
        format!("translate({} {}) rotate({rotation})", tenths(at.x), tenths(at.y))
    };
    let fill = color.unwrap_or_else(|| "none".to_owned());
    let drawn = match kind {
        ShapeKind::Polygon { points: corners } => {
            view! { <polygon points=points(&corners)></polygon> }.into_any()
        }
        ShapeKind::Rectangle { width, height } => {
            view! { <rect width=width.to_string() height=height.to_string()></rect> }.into_any()
        }
        ShapeKind::Ellipse { rx, ry } => {
            view! { <ellipse rx=rx.to_string() ry=ry.to_string()></ellipse> }.into_any()
        }
        ShapeKind::Text => ().into_any(),
    };
    view! {
        <g class="plan-shape" transform=transform fill=fill stroke=border_color>
            {drawn}
            {text.map(|text| view! { <Caption text/> })}
        </g>
    }
    .into_any()
}

/// The writing on a shape.
#[component]
fn Caption(
    /// What is written.
    text: ShapeText,
) -> impl IntoView {
    let fill = text.color.unwrap_or_else(|| "currentColor".to_owned());
    view! {
        <text
            class="plan-caption"
            x=tenths(text.at.x).to_string()
            y=tenths(text.at.y).to_string()
            font-size=text.size.to_string()
            fill=fill
            stroke="none"
        >
            {text.text}
        </text>
    }
    .into_any()
}
