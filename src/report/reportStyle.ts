/**
 * The style sheet of the HTML report: light and dark after the reader's setting, one column that fits a phone, wide tables
 * that scroll in their own frame, and a print form. Hues after Okabe and Ito, told apart with any kind of colour vision.
 */
export const reportStyle = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#566171;--line:#d8dde4;--hair:#e8ebf0;--page:#f6f7f9;--paper:#fff;--accent:#0067a5;--gain:#005a91;--gain-bg:#e1f0fa;--loss:#a8360a;--loss-bg:#fdeae1;--same:#334155;--same-bg:#e9edf2;--warn:#5c3c00;--warn-bg:#fff1cc;--warn-line:#d99a00;--code-bg:#eef1f5;--shade:rgba(20,30,45,.16)}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#333e4c;--hair:#27303b;--page:#0f141a;--paper:#161c24;--accent:#7cc4f4;--gain:#86ccf8;--gain-bg:#123249;--loss:#ffae85;--loss-bg:#43210f;--same:#ccd5e0;--same-bg:#29333f;--warn:#ffe3a3;--warn-bg:#3a2c08;--warn-line:#d99a00;--code-bg:#222b37;--shade:rgba(0,0,0,.55)}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:40px}
p{margin:0 0 12px;max-width:74ch}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:12px;background:var(--paper);padding:6px 12px}
.kicker{margin:0 0 2px;color:var(--soft);font-size:13px;font-weight:600;letter-spacing:.08em;text-transform:uppercase}
h1{margin:0 0 20px;font-size:34px;line-height:1.15;letter-spacing:-.015em}
h2{margin:56px 0 14px;font-size:23px;line-height:1.25;letter-spacing:-.01em;scroll-margin-top:16px}
h3{margin:32px 0 8px;font-size:17px;line-height:1.35}
sub{font-size:.72em;line-height:0}
code{font:.88em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;background:var(--code-bg);border-radius:4px;padding:.1em .35em;overflow-wrap:anywhere;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.notice{margin:0 0 24px;padding:16px 20px;background:var(--warn-bg);color:var(--warn);border:1px solid var(--warn-line);border-left-width:8px;border-radius:8px;font-size:17px}
.notice strong{display:block;margin-bottom:2px}
.notice p{margin:0;max-width:80ch}
.lead p{font-size:17px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;margin:20px 0 0;padding:14px 0 0;border-top:1px solid var(--line);list-style:none;font-size:14px}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.badge{display:inline-block;padding:1px 9px;border-radius:999px;border:1px solid transparent;font-size:12.5px;line-height:1.5;font-weight:600;white-space:nowrap}
.badge.gain{color:var(--gain);background:var(--gain-bg)}.badge.small-gain{color:var(--gain);border-color:currentColor}
.badge.loss{color:var(--loss);background:var(--loss-bg)}
.badge.same{color:var(--same);background:var(--same-bg)}.badge.open{color:var(--same);border-color:currentColor}
.badge.none{color:var(--soft);border:1px dashed currentColor}
.verdict{display:grid;grid-template-columns:148px 1fr;gap:4px 24px;margin:12px 0;padding:16px 20px;background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--same);border-radius:8px}
.verdict.gain,.verdict.small-gain{border-left-color:var(--gain)}.verdict.loss{border-left-color:var(--loss)}.verdict.none{border-left-style:dashed;border-left-color:var(--soft)}
.verdict .number{line-height:1.3}
.verdict .number i{float:left;margin:0 7px 0 0;color:var(--soft);font-style:normal;font-size:17px;line-height:33px}.verdict.none .number b{color:var(--soft)}
.verdict .number b{display:block;font-size:30px;line-height:1.1;font-weight:650;letter-spacing:-.02em}
.verdict .number span{display:block;color:var(--soft);font-size:14px;white-space:nowrap}
.verdict h4{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center;margin:0 0 4px;font-size:16px;line-height:1.35}
.verdict p{margin:0;max-width:none;font-size:15px}
.scroll{overflow-x:auto;margin:12px 0 24px;border:1px solid var(--line);border-radius:8px;background:linear-gradient(to right,var(--paper) 30%,transparent) left/36px 100% no-repeat local,linear-gradient(to left,var(--paper) 30%,transparent) right/36px 100% no-repeat local,radial-gradient(farthest-side at 0 50%,var(--shade),transparent) left/10px 100% no-repeat scroll,radial-gradient(farthest-side at 100% 50%,var(--shade),transparent) right/10px 100% no-repeat scroll,var(--paper)}
table{border-collapse:collapse;min-width:100%;overflow-wrap:break-word;font-size:13.5px;line-height:1.4}
caption{padding:12px 14px 4px;text-align:left;font-weight:600;font-size:14px}
caption span{position:sticky;left:14px}
th,td{padding:7px 14px;text-align:left;vertical-align:top;border-top:1px solid var(--hair)}
thead th{border-top:0;border-bottom:1px solid var(--line);color:var(--soft);font-weight:600;font-size:12.5px;vertical-align:bottom;min-width:7ch}
tbody tr:first-child>*{border-top:0}
tbody th{font-weight:400;min-width:24ch;max-width:34ch;overflow-wrap:anywhere}
td{max-width:42ch}td.prose{min-width:25ch}
.numeric{text-align:right;white-space:nowrap}
thead .numeric{white-space:normal}
tr.muted td,tr.muted th{color:var(--soft)}
ul.list{margin:0 0 16px;padding-left:22px;max-width:80ch}
ul.list li{margin:4px 0}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 24px;margin:12px 0 24px;font-size:15px}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;min-width:0}
figure{margin:16px 0 28px;padding:18px 20px;background:var(--paper);border:1px solid var(--line);border-radius:8px}
figure svg{display:block;width:100%;height:auto}
figure .narrow{display:none}
figcaption{margin-top:10px;color:var(--soft);font-size:14px;max-width:90ch}
details{margin:8px 0;background:var(--paper);border:1px solid var(--line);border-radius:8px}
details>summary{padding:10px 16px;cursor:pointer;font-size:15px}
details[open]>summary{border-bottom:1px solid var(--hair)}
details>.inside{padding:4px 16px 12px}
details+details{margin-top:-9px;border-top-left-radius:0;border-top-right-radius:0}details:has(+details){border-bottom-left-radius:0;border-bottom-right-radius:0}
figure details{margin:12px 0 0;border-color:var(--hair)}figure details>summary{font-size:14px;color:var(--soft)}
pre{margin:4px 0 12px;padding:10px 14px;background:var(--code-bg);border-radius:6px;font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.turn{margin:16px 0;padding-left:14px;border-left:3px solid var(--line)}
.turn .who{margin:0 0 4px;font-size:14px}
.label{margin:0;color:var(--soft);font-size:12.5px}
.turn .reply{background:none;border:1px solid var(--line)}
.warn{color:var(--loss);font-weight:600}
footer{margin-top:56px;padding-top:16px;padding-bottom:48px;color:var(--soft);font-size:13.5px}
@media (max-width:640px){
body{font-size:16px}main,header,footer{padding-left:16px;padding-right:16px}header{padding-top:24px}
h1{font-size:27px}h2{margin-top:44px;font-size:21px}.lead p,.notice{font-size:16px}
.verdict{grid-template-columns:1fr;padding:14px 16px}
.verdict .number{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 8px}.verdict .number i{float:none;margin:0;line-height:1}.verdict .number b{font-size:26px}
figure{padding:12px 10px}figure .wide{display:none}figure .narrow{display:block}
dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:10px}
th,td{padding:7px 10px}tbody th{min-width:16ch}
}
@media (min-width:641px){tbody th{position:sticky;left:0;background:var(--paper)}}
@media print{
@page{size:A4 landscape;margin:12mm}
:root{--page:#fff}body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}nav,.skip{display:none}
h2{break-after:avoid;margin-top:24pt}h3,caption{break-after:avoid}
.verdict,figure,tr,.notice{break-inside:avoid}
.scroll{overflow:visible;background:none;border:0}tbody th{position:static}
table,thead th,tbody th{font-size:7.5pt}td.prose{min-width:0}th,td{padding:2pt 4pt;max-width:none}thead th{min-width:0}tbody th{min-width:9ch}td .badge{padding:0 5pt;font-size:7pt}caption{padding-left:4pt}
details::details-content{content-visibility:visible;display:block;height:auto}details>summary{list-style:none}
a{color:inherit;text-decoration:none}
}
`.trim()
