const steps = [
  {
    question: "Who is calling?",
    answer:
      "A session token, a personal access token or an API key. Garbled keys are refused by their checksum, before any lookup.",
    refusal: "401",
  },
  {
    question: "May they do this?",
    answer:
      "The endpoint names its callers and its scope; a key may also be bound to addresses. A refusal names the missing scope.",
    refusal: "403",
  },
  {
    question: "Is there room?",
    answer:
      "Burst, minute, day and month are decided together. A refused request uses up nothing, and is told when to come back.",
    refusal: "429",
  },
  {
    question: "Count it.",
    answer: "By key, endpoint and outcome, off the request's path. The usage page shows it seconds later.",
    refusal: null,
  },
];

/** The way of a request through the gate. */
export function RequestPath() {
  return (
    <ol className="grid gap-px overflow-hidden rounded-xl border bg-border sm:grid-cols-2 lg:grid-cols-4">
      {steps.map(({ question, answer, refusal }, index) => (
        <li key={question} className="flex flex-col bg-surface p-5">
          <span className="flex items-center justify-between text-sm text-muted tabular-nums">
            {index + 1}
            {refusal && <span className="font-mono text-xs text-danger-text">else {refusal}</span>}
          </span>
          <h3 className="mt-3 font-semibold">{question}</h3>
          <p className="mt-1 text-sm text-pretty text-muted">{answer}</p>
        </li>
      ))}
    </ol>
  );
}
