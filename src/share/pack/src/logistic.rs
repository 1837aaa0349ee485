//! Likelihoods and the scale on which they are added up: `ln(p / (1 − p))`, in 1/256.

/// What is certain, in likelihoods; they go from 1 to one less.
pub(crate) const ONE: u32 = 4096;
/// The scale ends here on both sides.
pub(crate) const END: i32 = 2047;

/// `4096 / (1 + e^−x)` for x from −8 to 8 in steps of a half, rounded.
#[rustfmt::skip]
const CURVE: [i32; 33] = [
    1, 2, 4, 6, 10, 17, 27, 45, 74, 120, 194, 311, 488, 747, 1102, 1546, 2048,
    2550, 2994, 3349, 3608, 3785, 3902, 3976, 4022, 4051, 4069, 4079, 4086, 4090, 4092, 4094, 4095,
];

/// The likelihood at a place of the scale, between the points of the curve by straight lines.
pub(crate) const fn likelihood(place: i32) -> i32 {
    let place = if place > END {
        END
    } else if place < -END {
        -END
    } else {
        place
    } + 2048;
    let (step, rest) = ((place >> 7) as usize, place & 127);
    (CURVE[step] * (128 - rest) + CURVE[step + 1] * rest + 64) >> 7
}

/// The place of each likelihood.
pub(crate) static PLACES: [i16; ONE as usize] = places();

const fn places() -> [i16; ONE as usize] {
    let mut places = [END as i16; ONE as usize];
    let mut next = 0;
    let mut place = -END;
    while place <= END {
        while next <= likelihood(place) as usize && next < ONE as usize {
            places[next] = place as i16;
            next += 1;
        }
        place += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{CURVE, END, ONE, PLACES, likelihood};

    #[test]
    fn the_curve_is_the_logistic_function() {
        for (step, value) in (-16..=16).zip(CURVE) {
            let exact = 4096.0 / (1.0 + (-f64::from(step) / 2.0).exp());
            assert!((f64::from(value) - exact).abs() <= 0.5 || value == 4095, "{step}: {value}, not {exact}");
        }
    }

    #[test]
    fn the_scale_and_its_inverse_ascend() {
        assert!((-END..END).all(|place| likelihood(place) <= likelihood(place + 1)));
        assert!(PLACES.is_sorted());
        assert!(likelihood(-END) >= 1 && likelihood(END) < ONE as i32 && likelihood(0) == 2048);
    }
}
