/** Light, dark, or what the system says. Kept for the window where the web view allows it. */
export type Theme = "system" | "light" | "dark";

const ORDER: readonly Theme[] = ["system", "light", "dark"];
const KEY = "theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return ORDER.find((t) => t === value) ?? "system";
  } catch {
    return "system";
  }
}

class ThemeChoice {
  current = $state<Theme>("system");

  restore(): void {
    this.use(stored());
  }

  next(): void {
    this.use(ORDER[(ORDER.indexOf(this.current) + 1) % ORDER.length] ?? "system");
  }

  use(theme: Theme): void {
    this.current = theme;
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Storage is off: the choice lasts as long as the window.
    }
  }
}

export const theme = new ThemeChoice();
