// What is said of the boxes: each change to screen readers, and what is wrong to everybody.

const RENUMBERED = "The pictures have new numbers, and the boxes follow them.";
const UNREADABLE = "A line of the text is not a box yet. Correct it to go on drawing.";

export class BoxesWords {
  constructor(field) {
    this.said = field.querySelector("[data-said]");
    this.problem = field.querySelector("[data-box-problem]");
  }

  say(sentence) {
    this.said.textContent = sentence;
  }

  show(problem) {
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
  }

  complain(problem) {
    this.show(problem);
    this.say(problem);
  }

  // While somebody types, it is not spoken.
  sayReadable(isReadable) {
    this.show(isReadable ? "" : UNREADABLE);
  }

  sayPictures(boxes, count, isOther) {
    if (isOther) this.say(RENUMBERED);
    const lost = boxes.filter(({ picture }) => picture > count).map(({ id }) => id);
    if (!lost.length) return;
    this.complain(`The picture of ${lost.join(", ")} was removed. Add a picture, or choose another one for the box.`);
  }
}
