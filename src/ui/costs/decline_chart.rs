//! The falling price of a request over the months, as an SVG whose text keeps its size at every width: lines are drawn in a stretched inner
//! picture, labels are placed by percent. The table beside it says the same in words.

use leptos::prelude::*;

use super::decline::month_name;
use crate::domain::date::Date;
use crate::domain::money::PicoUsd;

/// Height of the plot in pixels, without the labels below.
const HEIGHT: f64 = 220.0;
/// Where the first and the last month stand, in percent of the width: the prices' names are at the start.
const START: f64 = 8.0;
const END: f64 = 98.0;

/// The price of one model's quality, month by month in dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub name: String,
    pub prices: Vec<f64>,
    /// Month in which it reaches the target.
    pub reached: Option<u32>,
}

/// Where months and prices stand in the plot. Prices are on a logarithmic scale: steady halving is a straight line.
#[derive(Clone, Copy)]
struct Scale {
    months: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(curves: &[Curve], target: f64) -> Self {
        let prices = curves.iter().flat_map(|curve| &curve.prices).copied().filter(|price| *price > 0.0);
        let (low, high) =
            prices.chain([target]).fold((f64::MAX, f64::MIN), |(low, high), price| (low.min(price), high.max(price)));
        let months = curves.iter().map(|curve| curve.prices.len()).max().unwrap_or(2).saturating_sub(1).max(1);
        #[expect(clippy::cast_precision_loss, reason = "at most 240 months")]
        let months = months as f64;
        Self { months, low: low.log10().floor(), high: high.log10().ceil().max(low.log10().floor() + 1.0) }
    }

    /// Percent of the width.
    fn x(&self, month: f64) -> f64 {
        START + (END - START) * month / self.months
    }

    /// Pixels from the top.
    fn y(&self, price: f64) -> f64 {
        let price = price.max(10_f64.powf(self.low));
        HEIGHT * (self.high - price.log10()) / (self.high - self.low)
    }
}

/// The chart. `target` is in dollars.
pub fn decline_chart(curves: &[Curve], target: f64, today: Date) -> AnyView {
    let scale = Scale::of(curves, target);
    let summary = curves
        .iter()
        .map(|curve| match curve.reached {
            Some(month) => format!("{} reaches it in month {month}", curve.name),
            None => format!("{} does not cross it in the chart", curve.name),
        })
        .collect::<Vec<_>>()
        .join("; ");
    let label = format!(
        "Price of a request over {} months against the target {}: {summary}. The table below has the numbers.",
        scale.months,
        dollars(target)
    );
    let lines = curves.iter().enumerate().map(|(at, curve)| line(scale, at, curve)).collect_view();
    let marks = curves.iter().enumerate().filter_map(|(at, curve)| {
        let month = curve.reached?;
        let price = usize::try_from(month).ok().and_then(|month| curve.prices.get(month)).copied()?;
        Some(view! { <circle class="chart-mark" data-series=(at + 1).to_string() cx=percent(scale.x(f64::from(month))) cy=scale.y(price) r="4"></circle> })
    });
    let legend = curves.iter().enumerate().map(|(at, curve)| {
        view! { <li><svg class="chart-key" aria-hidden="true"><line class="chart-line" data-series=(at + 1).to_string() x1="0" y1="6" x2="28" y2="6"></line></svg>{curve.name.clone()}</li> }
    });
    let target_y = scale.y(target);
    view! {
        <figure class="chart">
            <svg class="chart-plot" role="img" aria-label=label>
                {grid_lines(scale)}
                <line class="chart-target" x1="0" x2="100%" y1=target_y y2=target_y></line>
                <svg class="chart-lines" x="0" y="0" width="100%" height=HEIGHT viewBox=format!("0 0 100 {HEIGHT}") preserveAspectRatio="none">{lines}</svg>
                {marks.collect_view()}
                {price_names(scale)}
                {month_names(scale, today)}
                <text class="chart-label chart-target-label" x="99%" y={target_y - 5.0} text-anchor="end">{format!("target {}", dollars(target))}</text>
            </svg>
            <figcaption>
                <ul class="chart-legend">{legend.collect_view()}</ul>
            </figcaption>
        </figure>
    }
    .into_any()
}

fn line(scale: Scale, at: usize, curve: &Curve) -> AnyView {
    let points = curve.prices.iter().enumerate().filter(|(_, price)| **price > 0.0).map(|(month, price)| {
        #[expect(clippy::cast_precision_loss, reason = "at most 240 months")]
        let month = month as f64;
        format!("{:.2},{:.1}", scale.x(month), scale.y(*price))
    });
    let points = points.collect::<Vec<_>>().join(" ");
    view! { <polyline class="chart-line" data-series=(at + 1).to_string() points=points vector-effect="non-scaling-stroke"></polyline> }.into_any()
}

fn grid_lines(scale: Scale) -> AnyView {
    let lines = powers(scale).into_iter().map(|price| {
        let y = scale.y(price);
        view! { <line class="chart-grid" x1="0" x2="100%" y1=y y2=y></line> }
    });
    lines.collect_view().into_any()
}

fn price_names(scale: Scale) -> AnyView {
    let names = powers(scale).into_iter().map(|price| {
        let y = scale.y(price);
        view! { <text class="chart-label" x="0" y={if y < 14.0 { y + 13.0 } else { y - 4.0 }}>{dollars(price)}</text> }
    });
    names.collect_view().into_any()
}

/// Powers of ten on the scale, seven at most.
fn powers(scale: Scale) -> Vec<f64> {
    #[expect(clippy::cast_possible_truncation, reason = "powers of ten of a price: −12 to 4")]
    let (low, high) = (scale.low as i32, scale.high as i32);
    let step = usize::try_from((high - low) / 6 + 1).unwrap_or(1);
    (low..=high).step_by(step).map(|power| 10_f64.powi(power)).collect()
}

/// Month names along the bottom, four at most besides today.
fn month_names(scale: Scale, today: Date) -> AnyView {
    let names = (0..=4_u32).map(|quarter| {
        let month = (scale.months * f64::from(quarter) / 4.0).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 240")]
        let whole = month as u32;
        let anchor = match quarter {
            4 => "end",
            _ => "middle",
        };
        let name = if quarter == 0 { "now".to_owned() } else { month_name(today, whole) };
        let x = match quarter {
            4 => 100.0,
            _ => scale.x(month),
        };
        view! { <text class="chart-label" x=percent(x) y={HEIGHT + 18.0} text-anchor=anchor data-odd=(quarter % 2 == 1).then_some("")>{name}</text> }
    });
    names.collect_view().into_any()
}

fn percent(part: f64) -> String {
    format!("{part:.2}%")
}

/// A price with all its digits, from the axis' float.
fn dollars(price: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "prices are positive and far below 10^26"
    )]
    let amount = PicoUsd((price * 1e12).round() as u128);
    amount.exact()
}
