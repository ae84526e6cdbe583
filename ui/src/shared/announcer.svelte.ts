/** What a screen reader hears. The regions stand in the page before there is a text. */
export class Announcer {
  polite = $state("");
  urgent = $state("");

  say(text: string): void {
    this.polite = text;
  }

  alert(text: string): void {
    this.urgent = text;
  }
}

export const announcer = new Announcer();
