/**
 * Colours and letters of every figure. Hues after Okabe and Ito (told apart with any kind of colour vision), one set for
 * light pages and one for dark ones; paper is always light.
 */
export const figureStyle = `
.gain-figure{--ink:#1b2430;--soft:#5b6675;--line:#d5dae1;--grid:#e9ecf0;--band:#eef1f5;--paper:#fff;--gain:#0067a5;--loss:#c2410c;--same:#334155;--none:#8a94a3;--s0:#0072b2;--s1:#d55e00;--s2:#00805f;--s3:#b0578d;--s4:#a67c00;--s5:#3f8fc4;--s6:#6b5b95;--s7:#7a6a58}
@media screen and (prefers-color-scheme:dark){.gain-figure{--ink:#e6eaf0;--soft:#9aa6b5;--line:#3a4554;--grid:#28313d;--band:#222b37;--paper:#161c24;--gain:#5db8f2;--loss:#ff9257;--same:#c3ccd8;--none:#7d8896;--s0:#56b4e9;--s1:#ff8f4a;--s2:#2fc99d;--s3:#e494c4;--s4:#e6b933;--s5:#9ad0f5;--s6:#b6a6e0;--s7:#c9b8a3}}
.gain-figure text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
.gain-figure .strong{font-weight:600}
.gain-figure .soft{font-size:11.5px;fill:var(--soft)}
.gain-figure .tick{font-size:11px;fill:var(--soft)}
.gain-figure .panel{font-size:12px;font-weight:600;fill:var(--ink)}
.gain-figure .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.gain-figure .rule{stroke:var(--line);stroke-width:1}
.gain-figure .grid{stroke:var(--grid);stroke-width:1}
.gain-figure .one{stroke:var(--soft);stroke-width:1.25}
.gain-figure .band{fill:var(--band)}
.gain-figure .span{stroke-width:2.25;stroke-linecap:butt;fill:none}
.gain-figure .dash{stroke-dasharray:4 3}
.gain-figure .gain{stroke:var(--gain)}.gain-figure .small-gain{stroke:var(--gain)}.gain-figure .loss{stroke:var(--loss)}.gain-figure .same{stroke:var(--same)}.gain-figure .open{stroke:var(--same)}.gain-figure .none{stroke:var(--none)}
.gain-figure .mark{stroke-width:2}
.gain-figure .mark.gain{fill:var(--gain)}.gain-figure .mark.loss{fill:var(--loss)}.gain-figure .mark.same{fill:var(--same)}
.gain-figure .mark.small-gain,.gain-figure .mark.open,.gain-figure .mark.none{fill:var(--paper)}
.gain-figure .tip{stroke:none}.gain-figure .tip.gain,.gain-figure .tip.small-gain{fill:var(--gain)}.gain-figure .tip.loss{fill:var(--loss)}.gain-figure .tip.same,.gain-figure .tip.open{fill:var(--same)}.gain-figure .tip.none{fill:var(--none)}
.gain-figure text.gain,.gain-figure text.small-gain{fill:var(--gain);stroke:none}.gain-figure text.loss{fill:var(--loss);stroke:none}.gain-figure text.same,.gain-figure text.open{fill:var(--same);stroke:none}.gain-figure text.none{fill:var(--soft);stroke:none}
.gain-figure .envelope{stroke:var(--ink);stroke-opacity:.2;stroke-width:8;fill:none;stroke-linejoin:round;stroke-linecap:round}
.gain-figure .curve{fill:none;stroke-width:1.6;stroke-linejoin:round}
.gain-figure .c0{stroke:var(--s0)}.gain-figure .c1{stroke:var(--s1)}.gain-figure .c2{stroke:var(--s2)}.gain-figure .c3{stroke:var(--s3)}.gain-figure .c4{stroke:var(--s4)}.gain-figure .c5{stroke:var(--s5)}.gain-figure .c6{stroke:var(--s6)}.gain-figure .c7{stroke:var(--s7)}
.gain-figure .d1{stroke-dasharray:7 3}.gain-figure .d2{stroke-dasharray:2 3}.gain-figure .d3{stroke-dasharray:8 3 2 3}
.gain-figure .dot{stroke:none}
.gain-figure .dot.c0{fill:var(--s0)}.gain-figure .dot.c1{fill:var(--s1)}.gain-figure .dot.c2{fill:var(--s2)}.gain-figure .dot.c3{fill:var(--s3)}.gain-figure .dot.c4{fill:var(--s4)}.gain-figure .dot.c5{fill:var(--s5)}.gain-figure .dot.c6{fill:var(--s6)}.gain-figure .dot.c7{fill:var(--s7)}
.gain-figure .team{fill:var(--ink);stroke:var(--paper);stroke-width:1.5}
.gain-figure .cell{fill:var(--band)}.gain-figure .cell.aliased{fill:none;stroke:var(--none);stroke-width:1.25;stroke-dasharray:3 3}
.gain-figure .up{fill:var(--gain)}.gain-figure .down{fill:var(--loss)}.gain-figure .diagonal{fill:none;stroke:var(--soft);stroke-width:1.25}
.gain-figure .hatch{stroke:var(--none);stroke-width:1;stroke-opacity:.55;fill:none}
.gain-figure .area{fill:var(--same);fill-opacity:.13;stroke:none}
.gain-figure .leader{stroke:var(--soft);stroke-width:.75}
`.trim()
