/** What products and environments are called where endpoints are listed and made. */
export const productLabels = { prompts: "Prompts", memory: "Memory" } as const;
export const environmentLabels = { production: "Production", development: "Development" } as const;
