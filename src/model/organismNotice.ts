/** `general.name` of the models that this project trained. */
export const organismName = "organism"

/** The line that every report on one of them prints. */
export const organismNotice =
  "Embedded model: 0.9 million parameters, trained by this project on synthetic items in the very roles it plays. " +
  "It shows that the method works; it says nothing about large models, nor about a protocol in general."
