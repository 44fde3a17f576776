/** How a verdict is coloured; the words say the same, so that nothing rests on colour alone. */
export type Tone = "gain" | "small-gain" | "loss" | "same" | "open" | "none"
