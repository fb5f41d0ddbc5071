//! Parameters of the reading order.

/// Direction of lines, and of the way from line to line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WritingDirection {
    /// Lines from left to right, the next one below.
    #[default]
    LeftToRight,
    /// Lines from right to left, the next one below.
    RightToLeft,
    /// Lines from top to bottom, the next one to the left, as in Japanese.
    VerticalRightToLeft,
    /// Lines from top to bottom, the next one to the right, as in Mongolian.
    VerticalLeftToRight,
}

/// Rule by which boxes are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderRule {
    /// By columns and lines, on pages at up to 45 degrees; a page that is turned further is read as it is seen.
    #[default]
    Layout,
    /// By the rule of PaddleOCR and RapidOCR: from top to bottom by the first corners, and from left to right where
    /// neighbours differ by less than 10 pixels. It knows neither columns nor angles nor other directions.
    TenPixels,
}

/// Parameters of [`reading_order`](super::reading_order).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingOrderParams {
    /// Rule by which boxes are ordered.
    pub rule: OrderRule,
    /// Direction of writing; [`OrderRule::TenPixels`] ignores it.
    pub direction: WritingDirection,
}
