// @ts-check
// What is heard of a walk, off until it is asked for, and then for this visit: a class shares its machines.

import { bus } from "../bus.js";
import { VISIT, recalled, remember } from "../remembered.js";

/** @import { Timbre, Tone } from "./tune.js" */
/** @typedef {{ level: GainNode, oscillators: OscillatorNode[] }} Sound of a timbre */
/** @typedef {{ context: AudioContext, panner: StereoPannerNode, sounds: Record<Timbre, Sound> }} Instrument */

const HEARD = "downhill.heard";
const LOUDNESS = 0.08, NOTE_SECONDS = 0.25;
const FADE_SECONDS = 0.02, FADED = 3; // a level is within a twentieth of what it approaches after three times its pace
/** @type {Record<Timbre, { type: OscillatorType, ratios: number[] }>} */
const TIMBRES = {
  falls: { type: "sine", ratios: [1] },
  rises: { type: "triangle", ratios: [1, 2 ** (-1 / 12)] }, // two that rub against each other
  arrives: { type: "sine", ratios: [1, 5 / 4, 3 / 2, 2] },
};

/** @returns {boolean} whether this visit hears its walks */
export function audible() {
  return recalled(HEARD, false, VISIT);
}

/**
 * Called by a key or a click, without which no browser lets a page be heard.
 *
 * @param {boolean} heard
 * @returns {void}
 */
export function setAudible(heard) {
  remember(HEARD, heard, VISIT);
  /** @type {any} */ (bus.owner.t)?.hear?.();
  bus.set({}); // who shows whether it is heard
}

/**
 * One note at a time: one that comes while another sounds takes its place, so that they merge where a walk is fast.
 * There is no audio before the first, and none that runs once it is closed.
 */
export class Voice {
  /** @type {Instrument | null} */
  #instrument = null;
  #until = 0; // when the last note has ended
  /** @type {Timbre | null} */
  #timbre = null; // of the last note

  /**
   * @param {Tone} tone
   * @returns {void}
   */
  play({ timbre, hertz, pan }) {
    if (!window.AudioContext) return;
    const { context, panner, sounds } = (this.#instrument ??= built(new AudioContext()));
    if (context.state !== "running") void context.resume();
    const now = context.currentTime, sounding = now < this.#until;
    put(panner.pan, pan, now, sounding);
    for (const [name, { level, oscillators }] of Object.entries(sounds)) {
      level.gain.cancelScheduledValues(now);
      put(level.gain, name === timbre ? LOUDNESS / oscillators.length : 0, now, true);
      if (name !== timbre) continue;
      put(level.gain, 0, now + NOTE_SECONDS, true);
      const goesOn = sounding && timbre === this.#timbre;
      for (const [k, { frequency }] of oscillators.entries()) put(frequency, hertz * TIMBRES[timbre].ratios[k], now, goesOn);
    }
    [this.#timbre, this.#until] = [timbre, now + NOTE_SECONDS + FADE_SECONDS];
  }

  /** @returns {void} */
  close() {
    if (!this.#instrument) return;
    const { context, sounds } = this.#instrument;
    [this.#instrument, this.#until] = [null, 0];
    for (const { level } of Object.values(sounds)) {
      level.gain.cancelScheduledValues(context.currentTime);
      put(level.gain, 0, context.currentTime, true);
    }
    setTimeout(() => void context.close(), 1000 * FADE_SECONDS * FADED); // cut off, it would click
  }
}

/**
 * @param {AudioParam} param
 * @param {number} to
 * @param {number} at
 * @param {boolean} gently from wherever it is, as it must be where it is heard: else it clicks
 * @returns {void}
 */
function put(param, to, at, gently) {
  if (gently) param.setTargetAtTime(to, at, FADE_SECONDS / FADED);
  else param.setValueAtTime(to, at);
}

/**
 * @param {AudioContext} context
 * @returns {Instrument}
 */
function built(context) {
  const panner = context.createStereoPanner();
  panner.connect(context.destination);
  const sound = (/** @type {Timbre} */ timbre) => {
    const level = new GainNode(context, { gain: 0 });
    level.connect(panner);
    const oscillators = TIMBRES[timbre].ratios.map(() => new OscillatorNode(context, { type: TIMBRES[timbre].type }));
    for (const oscillator of oscillators) {
      oscillator.connect(level);
      oscillator.start();
    }
    return { level, oscillators };
  };
  return { context, panner, sounds: { falls: sound("falls"), rises: sound("rises"), arrives: sound("arrives") } };
}
