import { classNames } from "./class-names";
import { Glyph } from "./glyph";
import { controlClass } from "./input";

export type Option = { value: string; label: string; disabled?: boolean };

/** The browser's own select, which phones and screen readers handle best, in our clothes. */
export function Select({
  value,
  onValueChange,
  options,
  className,
  ...rest
}: {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly Option[];
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
  id?: string;
  disabled?: boolean;
  className?: string;
}) {
  return (
    <div className={classNames("relative", className)}>
      <select
        {...rest}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className={classNames(controlClass, "control appearance-none truncate pr-8 pl-3")}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Glyph
        of="chevron"
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
    </div>
  );
}
