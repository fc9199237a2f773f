import { Eye, PencilLine, ShieldAlert } from "lucide-react";
import { type ScopeOption, scopeWords } from "./app-words";

const icons = { read: Eye, write: PencilLine, admin: ShieldAlert };

/** What scopes allow, in plain words, each with its name. */
export function ScopeList({ scopes, options }: { scopes: readonly string[]; options: readonly ScopeOption[] }) {
  return (
    <ul className="grid gap-x-8 gap-y-1.5 text-sm sm:grid-cols-2">
      {scopes.map((scope) => {
        const access = options.find(({ id }) => id === scope)?.access ?? "read";
        const Icon = icons[access];
        return (
          <li key={scope} className="flex items-start gap-2">
            <Icon
              aria-hidden
              className={
                access === "admin" ? "mt-0.5 size-4 shrink-0 text-danger-text" : "mt-0.5 size-4 shrink-0 text-muted"
              }
            />
            <span className="min-w-0">
              {scopeWords(scope, options)} <span className="font-mono text-xs text-muted">{scope}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
