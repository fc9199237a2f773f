import { Search } from "lucide-react";
import { Input } from "./input";

/** Searches the choices of a field, above them in their frame. */
export function ChoiceSearch({
  label,
  value,
  onValueChange,
}: {
  label: string;
  value: string;
  onValueChange: (search: string) => void;
}) {
  return (
    <div className="relative border-b p-1.5">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-4.5 size-4 -translate-y-1/2 text-muted"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        // Enter in a search box is no wish to send the form.
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        className="border-transparent pl-9"
      />
    </div>
  );
}
