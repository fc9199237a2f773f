import { CodeBlock } from "@/components/ui/code-block";

/** A call and its answer, with the limit headers picked out. */
export function RequestSample({
  command,
  status,
  limits,
  body,
}: {
  command: string;
  status: string;
  limits: readonly (readonly [name: string, value: string])[];
  body: string;
}) {
  return (
    <CodeBlock title="Terminal" code={command}>
      <span className="text-muted select-none">$ </span>
      {command}
      {"\n\n"}
      <span className="font-semibold text-success-text">{status}</span>
      {"\n"}
      {limits.map(([name, value]) => (
        <span key={name} className="-mx-4 block bg-accent-soft px-4">
          <span className="text-muted">{name}: </span>
          <span className="font-medium text-accent-text">{value}</span>
        </span>
      ))}
      {"\n"}
      {body}
    </CodeBlock>
  );
}
