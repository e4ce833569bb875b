// Who has access to what, through which enforcement points, as far as the person who looks at the map may see it.

/** @import { Model, Place } from './model.js' */

/**
 * The server's answer (MapPaths).
 * @typedef {object} PathsAnswer
 * @property {string} at the server's time
 * @property {PointAnswer[]} points
 * @property {PersonAnswer[]} people
 * @property {GrantAnswer[]} grants
 * @property {RequestAnswer[]} requests
 * @property {{open: number, closing: number, pending: number}} others what the reader may only know the number of
 * @property {boolean} all the reader sees everybody's access
 */

/**
 * @typedef {object} PointAnswer
 * @property {string} name
 * @property {boolean} measuresTraffic
 * @property {boolean} cutsSessions
 */

/**
 * @typedef {object} PersonAnswer
 * @property {string} id
 * @property {string} name
 * @property {boolean} isMe
 */

/**
 * @typedef {object} GrantAnswer
 * @property {string} id
 * @property {number} person
 * @property {number[]} points
 * @property {string} address
 * @property {number} port
 * @property {string} protocol
 * @property {string | null} service
 * @property {string | null} host
 * @property {number} level
 * @property {string} state Opening, Open, Closing or Closed
 * @property {string | null} openedAt
 * @property {string | null} deadline
 * @property {string | null} closingAt
 * @property {number | null} rate bytes a second; null = not measured
 * @property {number} attempts
 * @property {string | null} proof
 * @property {number | null} shutAfterMs
 * @property {boolean | null} bypassable
 */

/**
 * @typedef {object} RequestAnswer
 * @property {string} id
 * @property {number} person
 * @property {string} address
 * @property {number} port
 * @property {string | null} service
 * @property {number} level
 * @property {string} createdAt
 * @property {boolean} mayDecide
 */

/** @typedef {'open' | 'closing' | 'red' | 'waiting'} PathState */

/**
 * One line from a person through enforcement points to a service.
 * @typedef {object} Path
 * @property {string} id the server's
 * @property {Person} person
 * @property {Point[]} points none for a request: nobody knows yet which will hold it
 * @property {string} address
 * @property {number} port
 * @property {string} host its name, as far as the server told it
 * @property {number} level
 * @property {PathState} state
 * @property {string} grantState
 * @property {number} opened ms since 1970, 0 when it is not known
 * @property {number} deadline
 * @property {number} since when it had to be shut, or was asked for
 * @property {number | null} rate
 * @property {number} attempts
 * @property {boolean} isRequest
 * @property {boolean} mayDecide
 * @property {boolean} bypassable
 * @property {Place | null} place its cell; null where the map has none
 */

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {boolean} isMe
 * @property {string} initials
 */

/**
 * @typedef {object} Point
 * @property {string} name
 * @property {boolean} measuresTraffic
 * @property {boolean} cutsSessions
 */

/**
 * Something that ended while it was watched.
 * @typedef {object} Ending
 * @property {string} id of the grant
 * @property {string} point
 * @property {'proved' | 'unverified' | 'refuted'} verdict
 * @property {number | null} shutAfterMs
 * @property {number} at when it was seen, in ms since the page began
 */

/** A door that was told to shut is given this long before it is red. */
const PATIENCE = 4000;

export class Access {
  /** @type {Point[]} */
  points = [];

  /** @type {Person[]} */
  people = [];

  /**
   * Grants and requests that are open in some sense.
   * @type {Path[]}
   */
  paths = [];

  /** What the reader may only know the number of. */
  others = { open: 0, closing: 0, pending: 0 };

  /** The reader sees everybody's access. */
  all = true;

  /**
   * Grants by address and port.
   * @type {Map<string, Path>}
   */
  byEndpoint = new Map();

  /** Nothing was read yet. */
  unread = true;

  /** What the server's clock is ahead of this one, in ms. */
  #ahead = 0;

  /**
   * Takes what the server knows now; answers what ended since.
   * @param {PathsAnswer} answer
   * @param {Model} model
   * @param {number} clock this machine's, in ms since 1970
   * @returns {Ending[]}
   */
  take(answer, model, clock) {
    const watched = new Set(this.paths.filter(path => !path.isRequest).map(({ id }) => id));
    this.#ahead = Date.parse(answer.at) - clock;
    this.unread = false;
    this.all = answer.all;
    this.others = answer.others;
    this.points = answer.points;
    this.people = answer.people.map(person => ({ ...person, initials: initialsOf(person.name) }));
    const now = this.now(clock);
    const live = answer.grants.filter(grant => grant.state !== 'Closed' || grant.proof === 'Refuted');
    this.paths = [
      ...live.map(grant => this.#grantPath(grant, now)),
      ...answer.requests.map(request => this.#requestPath(request)),
    ];
    this.byEndpoint = new Map(this.grants.map(grant => [`${grant.address} ${grant.port}`, grant]));
    this.settle(model);
    return answer.grants
      .filter(grant => grant.state === 'Closed' && watched.has(grant.id))
      .map(grant => this.#ending(grant));
  }

  /**
   * The server's time.
   * @param {number} clock
   */
  now(clock) {
    return clock + this.#ahead;
  }

  /**
   * Finds the cells of all paths; the map's networks may be others now.
   * @param {Model} model
   */
  settle(model) {
    /** @type {Map<string, Place | null>} */
    const places = new Map();
    for (const path of this.paths) {
      if (!places.has(path.address)) places.set(path.address, model.find(path.address));
      path.place = places.get(path.address) ?? null;
    }
    model.markAccess(this.grants.map(({ place, state }) => ({ place, red: state === 'red' })));
  }

  /**
   * What turned red by waiting; answers whether anything did.
   * @param {number} clock
   */
  age(clock) {
    let turned = false;
    for (const path of this.paths) {
      if (path.isRequest || path.state === 'red') continue;
      const state = stateOf(path, this.now(clock));
      turned ||= state !== path.state;
      path.state = state;
    }
    return turned;
  }

  /** Grants, without what waits. */
  get grants() {
    return this.paths.filter(({ isRequest }) => !isRequest);
  }

  /**
   * @param {GrantAnswer} grant
   * @param {number} now
   * @returns {Path}
   */
  #grantPath(grant, now) {
    /** @type {Path} */
    const path = {
      id: grant.id,
      person: this.people[grant.person],
      points: grant.points.map(index => this.points[index]),
      address: grant.address,
      port: grant.port,
      host: grant.host ?? '',
      level: grant.level,
      state: 'open',
      grantState: grant.state,
      opened: moment(grant.openedAt),
      deadline: moment(grant.deadline),
      since: moment(grant.closingAt),
      rate: grant.rate,
      attempts: grant.attempts,
      isRequest: false,
      mayDecide: false,
      bypassable: grant.bypassable === true,
      place: null,
    };
    path.state = stateOf(path, now);
    return path;
  }

  /**
   * @param {RequestAnswer} request
   * @returns {Path}
   */
  #requestPath(request) {
    return {
      id: request.id,
      person: this.people[request.person],
      points: [],
      address: request.address,
      port: request.port,
      host: '',
      level: request.level,
      state: 'waiting',
      grantState: '',
      opened: 0,
      deadline: 0,
      since: moment(request.createdAt),
      rate: null,
      attempts: 0,
      isRequest: true,
      mayDecide: request.mayDecide,
      bypassable: false,
      place: null,
    };
  }

  /**
   * @param {GrantAnswer} grant
   * @returns {Ending}
   */
  #ending(grant) {
    const verdict = /** @type {const} */ ({ Proved: 'proved', Refuted: 'refuted' })[grant.proof ?? ''] ?? 'unverified';
    return {
      id: grant.id,
      point: this.points[grant.points[0]]?.name ?? '',
      verdict,
      shutAfterMs: grant.shutAfterMs,
      at: 0,
    };
  }
}

/**
 * NB. Red is only what should be shut and is not known to be.
 * @param {Path} path
 * @param {number} now
 * @returns {PathState}
 */
function stateOf({ grantState, since, deadline, attempts }, now) {
  if (grantState === 'Closed') return 'red';
  if (grantState !== 'Closing') return grantState === 'Open' && deadline && now - deadline > PATIENCE ? 'red' : 'open';
  return attempts > 0 || (since && now - since > PATIENCE) ? 'red' : 'closing';
}

/** @param {string | null} text */
const moment = text => (text ? Date.parse(text) : 0);

/**
 * The share of its time that a grant has left, 0 to 1.
 * @param {Path} path
 * @param {number} now
 */
export function shareLeft({ opened, deadline }, now) {
  if (!deadline) return 1;
  const whole = deadline - (opened || deadline);
  return whole > 0 ? Math.max(0, Math.min(1, (deadline - now) / whole)) : 0;
}

/** @param {string} name */
function initialsOf(name) {
  const words = name.trim().split(/[\s._-]+/u);
  const letters = words.map(word => [...word][0] ?? '').filter(letter => /[\p{L}\p{N}]/u.test(letter));
  return (letters.length > 1 ? letters[0] + (letters.at(-1) ?? '') : (letters[0] ?? '?')).toUpperCase();
}
