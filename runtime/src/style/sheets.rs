//! The rules that all components of a kind need. A paywall's sheet has those of the kinds it uses.

use crate::document::attribute::Attribute;
use crate::document::component::{Component, Kind};

const COLLAPSE: &str = "\
.collapseContainer{position:relative;max-width:100%}
.drawer-header{display:flex;align-items:center;list-style:none;cursor:pointer}
.drawer-header::-webkit-details-marker{display:none}
.drawer-header>*{flex:1}
.drawer{display:flex;flex-direction:column;align-items:center;justify-content:center}
";
const SWITCH: &str = "\
.toggleSwitch{display:flex;flex:none;align-items:stretch;width:calc(52px*var(--s));height:calc(32px*var(--s));margin:0;padding:calc(3px*var(--s));border:0;border-radius:calc(99px*var(--s));background:#b3b3b3;cursor:pointer;-webkit-appearance:none;appearance:none}
.toggleSwitch[data-on]{background:#34c759}
.toggleSwitch::before{content:\"\";flex:0;transition:flex .3s}
.toggleSwitch[data-on]::before{flex:1}
.toggleSwitch::after{content:\"\";box-sizing:border-box;aspect-ratio:1;border-radius:50%;background:#fff}
.toggleSwitch[disabled]{opacity:.5;cursor:default}
";
const RADIO: &str = "\
.radio{display:block;flex:none;width:calc(20px*var(--s));height:calc(20px*var(--s));border-radius:50%}
.radio::before{content:\"\";display:block;width:100%;height:100%;border-radius:inherit}
";
const PICKER: &str = "\
.segmentPicker{display:flex;position:relative;align-items:stretch;justify-content:center;max-width:100%}
.segmentPickerItem{flex:1 1 0;min-width:0}
";
const GRID: &str =
    ".responsiveGrid{display:flex;flex-wrap:wrap;position:relative;max-width:100%}\n";
const CAROUSEL: &str = "\
.carouselContainer{display:flex;position:relative;flex-direction:column;width:100%;max-width:100%}
.slides{display:flex;overflow-x:auto;width:100%;flex:1;scroll-snap-type:x mandatory;scrollbar-width:none;overscroll-behavior-x:contain}
.slides::-webkit-scrollbar{display:none}
.slide{display:flex;flex:0 0 100%;flex-direction:column;align-items:center;justify-content:center;min-width:0;scroll-snap-align:start;scroll-snap-stop:always}
.slide>*{transition:scale .3s}
.indicators{display:flex;justify-content:center;padding:calc(8px*var(--s)) 0;gap:calc(16px*var(--s))}
.indicator{position:relative;width:calc(8px*var(--s));height:calc(8px*var(--s));margin:0;padding:0;border:0;border-radius:calc(4px*var(--s));background:#0003;cursor:pointer}
.indicator[aria-current]{background:#000}
.indicator::after{content:\"\";position:absolute;inset:-8px}
";
const COUNTDOWN: &str = "\
.countdownTimerText,.unit{display:flex;align-items:baseline;justify-content:center;font-variant-numeric:tabular-nums}
.countdownTimerText{direction:ltr}
.unit{flex-direction:column;align-items:center}
";
const PROGRESS: &str = "\
.progress{display:block;position:relative;overflow:hidden;width:100%;max-width:100%;height:calc(8px*var(--s))}
.bar{display:block;height:100%;transition:width .8s}
@keyframes fill{to{width:100%}}
@keyframes run{from{translate:-100%}to{translate:var(--way)}}
";
const SVG: &str = "\
.svgImage{display:block;flex:none;object-fit:contain;max-width:100%}
span.svgImage{background:currentColor}
";
/// A picture's sides change places where writing runs from the right.
const SIDES: &str = "[dir=rtl]{--l:right;--r:left}\n";
const ANIMATION: &str = "\
@keyframes pulse{50%{scale:var(--pulse)}}
@keyframes wave{from{opacity:1;scale:1}to{opacity:0;scale:1.5}}
";

/// The rules of all kinds among some components, each once.
#[derive(Default)]
pub struct Sheets(Vec<&'static str>);

impl Sheets {
    /// Notes what a component needs.
    pub fn add(&mut self, component: &Component) {
        self.need(match component.kind {
            Kind::Collapse { .. } => COLLAPSE,
            Kind::Switch => SWITCH,
            Kind::Radio => RADIO,
            Kind::Picker | Kind::PickerItem { .. } => PICKER,
            Kind::Grid(_) => GRID,
            Kind::Carousel(_) => CAROUSEL,
            Kind::Countdown => COUNTDOWN,
            Kind::Progress { .. } => PROGRESS,
            Kind::SvgImage => SVG,
            Kind::Image | Kind::Video
                if component.attributes.get(Attribute::Alignment).is_some() =>
            {
                SIDES
            }
            _ => "",
        });
        let mut all = component.overlays.iter().map(|overlay| &overlay.attributes);
        if component.attributes.get(Attribute::Animation).is_some()
            || all.any(|overlay| overlay.get(Attribute::Animation).is_some())
        {
            self.need(ANIMATION);
        }
    }

    fn need(&mut self, rules: &'static str) {
        if !self.0.contains(&rules) {
            self.0.push(rules);
        }
    }

    /// All of them.
    pub fn text(self) -> String {
        self.0.concat()
    }
}
