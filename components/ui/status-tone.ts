/** The tone of an HTTP status; being limited is not being wrong. */
export function statusTone(status: number): "success" | "warning" | "danger" {
  if (status < 400) return "success";
  return status === 429 ? "warning" : "danger";
}
