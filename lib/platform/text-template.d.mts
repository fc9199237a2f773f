export type TemplatePiece = { text: string; variable?: undefined } | { variable: string; text?: undefined };
export function isVariableName(text: string): boolean;
export function parseTemplate(template: string): TemplatePiece[];
export function variablesOf(template: string): string[];
export function renderTemplate(
  pieces: readonly TemplatePiece[],
  variables: Readonly<Record<string, string | number | boolean>>,
  maxLength: number,
): { text: string; error?: undefined } | { error: string; text?: undefined };
