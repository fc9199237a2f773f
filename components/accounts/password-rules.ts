/** What a new password must fulfil, in the words that stand beside its field. */
export const passwordRules = (minLength: number) => ({
  short: `At least ${minLength} characters`,
  long: "At most 72 letters; accents and emoji count as more",
  common: "No common password, nor a common word with a year or signs",
  own: "Not made of your name, your address or this product's name",
});
