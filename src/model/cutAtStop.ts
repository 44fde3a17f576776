/** Text before the first stop string, and whether there was one. Empty stop strings never match. */
export const cutAtStop = (
  text: string,
  stop: ReadonlyArray<string>
): { readonly text: string; readonly stoppedBy: string | null } => {
  let end = text.length
  let stoppedBy: string | null = null
  for (const string of stop) {
    if (string === "") continue
    const at = text.indexOf(string)
    if (at >= 0 && at < end) {
      end = at
      stoppedBy = string
    }
  }
  return { text: text.slice(0, end), stoppedBy }
}
