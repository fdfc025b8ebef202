//! The plan's areas, which are what is drawn besides seats: the field, a stage, a caption.

use super::{
    color,
    error::VenueFileError,
    limits,
    plan_file::{Area, Position, ShapeName, Text, Zone},
};
use jari_core::domain::{Point, Shape, ShapeKind, ShapeText};

/// The height of writing that comes without one, in the plan's units; the format says so.
const TEXT_SIZE: f64 = 16.0;

/// Reads the shapes of every zone, in the order in which they are drawn.
///
/// # Errors
/// When there are too many, or one lacks what its kind needs, or has an absurd number or a bad colour.
pub(super) fn read(zones: &[Zone]) -> Result<Vec<Shape>, VenueFileError> {
    let mut shapes = Vec::new();
    for (z, zone) in zones.iter().enumerate() {
        let zero = Point { x: 0.0, y: 0.0 };
        let origin = limits::place(zero, zone.position, || format!("zones[{z}].position"))?;
        for (a, area) in zone.areas.iter().enumerate() {
            if shapes.len() == limits::MAX_SHAPES {
                let reason =
                    format!("is one more than the {} shapes that a plan may have", limits::MAX_SHAPES);
                return Err(VenueFileError::plan(format!("zones[{z}].areas[{a}]"), reason));
            }
            shapes.extend(AreaReader { area, path: format!("zones[{z}].areas[{a}]") }.read(origin)?);
        }
    }
    Ok(shapes)
}

/// One area on its way to a shape.
struct AreaReader<'a> {
    area: &'a Area,
    /// Where the area is in the file.
    path: String,
}

impl AreaReader<'_> {
    /// The shape, or none where there would be nothing to see.
    fn read(&self, origin: Point) -> Result<Option<Shape>, VenueFileError> {
        let at = limits::place(origin, self.area.position, || format!("{}.position", self.path))?;
        let kind = self.kind()?;
        let text = self.text(&kind)?;
        if matches!(kind, ShapeKind::Text) && text.is_none() {
            return Ok(None);
        }
        let rotation = self.number("rotation", self.area.rotation.unwrap_or(0.0))?;
        let color = self.color("color", self.area.color.as_deref())?;
        let border_color = self.color("border_color", self.area.border_color.as_deref())?;
        Ok(Some(Shape { kind, at, rotation, color, border_color, text }))
    }

    /// The kind by its name, or in the older variant by the sizes that are there.
    fn kind(&self) -> Result<ShapeKind, VenueFileError> {
        let area = self.area;
        let by_sizes = || {
            if area.polygon.is_some() {
                ShapeName::Polygon
            } else if area.ellipse.is_some() {
                ShapeName::Ellipse
            } else if area.circle.is_some() {
                ShapeName::Circle
            } else if area.rectangle.is_some() || area.width.is_some() || area.height.is_some() {
                ShapeName::Rectangle
            } else {
                ShapeName::Text
            }
        };
        match area.shape.unwrap_or_else(by_sizes) {
            ShapeName::Polygon => self.polygon(),
            ShapeName::Rectangle => self.rectangle(),
            ShapeName::Ellipse => {
                let radius = area.ellipse.as_ref().ok_or_else(|| self.missing("ellipse"))?.radius;
                let rx = self.length("ellipse.radius.x", radius.x)?;
                Ok(ShapeKind::Ellipse { rx, ry: self.length("ellipse.radius.y", radius.y)? })
            }
            ShapeName::Circle => {
                let circle = area.circle.as_ref().ok_or_else(|| self.missing("circle"))?;
                let radius = self.length("circle.radius", circle.radius)?;
                Ok(ShapeKind::Ellipse { rx: radius, ry: radius })
            }
            ShapeName::Text => Ok(ShapeKind::Text),
        }
    }

    fn polygon(&self) -> Result<ShapeKind, VenueFileError> {
        let corners = &self.area.polygon.as_ref().ok_or_else(|| self.missing("polygon"))?.points;
        if !(3..=limits::MAX_CORNERS).contains(&corners.len()) {
            let reason = format!(
                "has {} corners; between 3 and {} make a polygon",
                corners.len(),
                limits::MAX_CORNERS
            );
            return Err(self.refuse("polygon.points", reason));
        }
        let corner = |(i, position): (usize, &Position)| {
            let zero = Point { x: 0.0, y: 0.0 };
            limits::place(zero, *position, || format!("{}.polygon.points[{i}]", self.path))
        };
        Ok(ShapeKind::Polygon { points: corners.iter().enumerate().map(corner).collect::<Result<_, _>>()? })
    }

    fn rectangle(&self) -> Result<ShapeKind, VenueFileError> {
        let (width, height, prefix) = match &self.area.rectangle {
            Some(size) => (size.width, size.height, "rectangle."),
            None => {
                let width = self.area.width.ok_or_else(|| self.missing("width"))?;
                (width, self.area.height.ok_or_else(|| self.missing("height"))?, "")
            }
        };
        let width = self.length(&format!("{prefix}width"), width)?;
        Ok(ShapeKind::Rectangle { width, height: self.length(&format!("{prefix}height"), height)? })
    }

    /// The writing, or none where there is nothing to read. Bare words stand in the middle of their shape.
    fn text(&self, kind: &ShapeKind) -> Result<Option<ShapeText>, VenueFileError> {
        let zero = Point { x: 0.0, y: 0.0 };
        let (words, field) = match &self.area.text {
            None => return Ok(None),
            Some(Text::Bare(words)) => (words, "text"),
            Some(Text::Placed(placed)) => (&placed.text, "text.text"),
        };
        if words.trim().is_empty() {
            return Ok(None);
        }
        let text = limits::name(words).map_err(|reason| self.refuse(field, reason))?;
        match &self.area.text {
            Some(Text::Placed(placed)) => {
                let at = limits::place(zero, placed.position, || format!("{}.text.position", self.path))?;
                let size = self.length("text.size", placed.size.unwrap_or(TEXT_SIZE))?;
                Ok(Some(ShapeText {
                    text: text.into(),
                    at,
                    size,
                    color: self.color("text.color", placed.color.as_deref())?,
                }))
            }
            _ => {
                let at = match kind {
                    ShapeKind::Rectangle { width, height } => Point { x: width / 2.0, y: height / 2.0 },
                    _ => zero,
                };
                Ok(Some(ShapeText { text: text.into(), at, size: TEXT_SIZE, color: None }))
            }
        }
    }

    fn color(&self, field: &str, text: Option<&str>) -> Result<Option<String>, VenueFileError> {
        text.map_or(Ok(None), color::read_optional).map_err(|reason| self.refuse(field, reason))
    }

    fn number(&self, field: &str, value: f64) -> Result<f64, VenueFileError> {
        limits::number(value).map_err(|reason| self.refuse(field, reason))
    }

    fn length(&self, field: &str, value: f64) -> Result<f64, VenueFileError> {
        if value < 0.0 {
            return Err(self.refuse(field, format!("{value} is no length, as it is negative")));
        }
        self.number(field, value)
    }

    fn missing(&self, field: &str) -> VenueFileError {
        self.refuse(field, "is missing, and the shape needs it".to_owned())
    }

    fn refuse(&self, field: &str, reason: String) -> VenueFileError {
        VenueFileError::plan(format!("{}.{field}", self.path), reason)
    }
}
