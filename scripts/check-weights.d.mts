export type Weights = {
  framework: number;
  pages: { page: string; files: string[]; bytes: number }[];
  lazy: { file: string; bytes: number }[];
};
export function weighPages(build: string): Weights;
export function weightProblems(weights: Weights): string[];
