import type { Proof } from "../../../../commands/prove/report";

export const abort: Proof = {
  scenario: "fault-abort",
  title: "Catalogue fails",
  load: "1000 calls of /catalogue",
  judgements: [
    { expected: "80 % answer 500 (748–849 of 1000)", seen: "812 of 1000 (81.2 %)", passed: true },
    { expected: "slowest at most 1.5 s", seen: "1.02 s", passed: true },
  ],
  seconds: 12.34,
};

const canary = { scenario: "canary", title: "Two versions", load: "1000 calls of /" };

export const canaryStart: Proof = {
  ...canary,
  step: "80:20",
  judgements: [
    { expected: "20 % arrive at front-end v2 (151–252 of 1000)", seen: "203 of 1000 (20.3 %)", passed: true },
  ],
  seconds: 8,
};

export const canaryEnd: Proof = {
  ...canary,
  step: "0:100",
  judgements: [{ expected: "all arrive at front-end v2", seen: "994 of 1000 (99.4 %)", passed: false }],
  seconds: 9,
};

export const broken: Proof = {
  scenario: "timeout",
  title: "Orders too late",
  load: "100 calls of /orders",
  judgements: [{ expected: "all answer 504", seen: "100 of 100 (100 %)", passed: true }],
  seconds: 0.5,
  error: "fortio ended with 1:\n\tno such host",
};

/** Names and texts with all that a format could trip over. */
export const nasty: Proof = {
  scenario: `a|b & <c> "d" 'e'`,
  title: "]]> <!-- \u0000",
  step: "\u001b[31mred\u001b[0m\t\u0085",
  load: "caf\u00e9 \u{1f600} \ud800 \uffff",
  judgements: [{ expected: "a\\|b\r\nc &amp; `d` *e* _f_ [g]", seen: "<br>\u0007|", passed: false }],
  seconds: 1,
  error: "]]> & \u0008\ud83d",
};
