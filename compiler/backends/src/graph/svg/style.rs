//! Colours of SVG pictures, for light and for dark pages. Written out one by one: not every program that shows SVG knows
//! variables of CSS.

use std::fmt::Write as _;

/// What holds for every picture on a light page.
const LIGHT: &str = "\
.canvas{fill:#ffffff}
text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;fill:#1f2328}
.heading{font-size:17px;font-weight:600}
.name{font-size:13px;font-weight:600}
.line,.label{font-size:11px;fill:#4d5661}
.label{text-anchor:middle}
.node rect{fill:#f3f4f6;stroke:#6e7781;stroke-width:1.5}
.existing rect{stroke-dasharray:5 4}
.edge path{fill:none;stroke:#6e7781;stroke-width:1.3}
.edge rect{fill:#ffffff;fill-opacity:0.85}
.dashed path{stroke-dasharray:5 4}
.head{fill:#6e7781}
.edge:hover path{stroke:#0969da;stroke-width:2.4}
";

/// What is different on a dark one.
const DARK: &str = "\
.canvas{fill:#0d1117}
text{fill:#e6edf3}
.line,.label{fill:#adb5be}
.node rect{fill:#1c2128;stroke:#8b949e}
.edge path{stroke:#8b949e}
.edge rect{fill:#0d1117}
.head{fill:#8b949e}
.edge:hover path{stroke:#58a6ff}
";

/// The style of a picture with so many groups.
pub(super) fn style(groups: usize) -> String {
    let mut out = format!("<style>\n{LIGHT}");
    for group in 0..groups {
        let _ = writeln!(out, "{}", rule(group, (65, 94), (50, 40)));
    }
    let _ = write!(out, "@media (prefers-color-scheme: dark) {{\n{DARK}");
    for group in 0..groups {
        let _ = writeln!(out, "{}", rule(group, (32, 18), (60, 66)));
    }
    out.push_str("}\n</style>\n");
    out
}

/// Fill and border of the boxes of a group: saturation and lightness of each in hundredths.
fn rule(group: usize, fill: (i64, i64), border: (i64, i64)) -> String {
    // Steps of 137 degrees keep neighbours apart, however many there are.
    let hue = i64::try_from(group * 137 + 210).unwrap_or(0) % 360;
    format!(".g{group} rect{{fill:{};stroke:{}}}", colour(hue, fill), colour(hue, border))
}

/// A colour by hue in degrees, saturation and lightness in hundredths.
fn colour(hue: i64, (saturation, lightness): (i64, i64)) -> String {
    // All in ten-thousandths. Chroma, the second largest part, and what is added to all.
    let chroma = (100 - (2 * lightness - 100).abs()) * saturation;
    let second = chroma * (60 - (hue % 120 - 60).abs()) / 60;
    let least = lightness * 100 - chroma / 2;
    let (red, green, blue) = match hue / 60 {
        0 => (chroma, second, 0),
        1 => (second, chroma, 0),
        2 => (0, chroma, second),
        3 => (0, second, chroma),
        4 => (second, 0, chroma),
        _ => (chroma, 0, second),
    };
    let part = |value: i64| (value + least) * 255 / 10_000;
    format!("#{:02x}{:02x}{:02x}", part(red), part(green), part(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_css() {
        assert_eq!(colour(0, (100, 50)), "#ff0000");
        assert_eq!(colour(120, (100, 50)), "#00ff00");
        assert_eq!(colour(210, (0, 100)), "#ffffff");
        assert_eq!(colour(300, (100, 25)), "#7f007f");
    }
}
