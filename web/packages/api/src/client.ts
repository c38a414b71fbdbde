/**
 * The one way from the screen to the server.
 *
 * Every path, parameter and reply is typed by `schema.d.ts`, which is generated from the OpenAPI file. A refused or failed
 * call becomes a `Fault`, which is all that pages need to know: what to tell the reader, at which field, and whether
 * trying again makes sense. Writes carry the session's CSRF token; `keepToken` is told each new one.
 */
import createClient from 'openapi-fetch'
import type { paths } from './schema'

export class Fault extends Error {
  constructor(
    /** HTTP status, or 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field?: string,
    readonly help?: string,
  ) {
    super(message)
    this.name = 'Fault'
  }

  /** The server was not reached, or something between us and it answered. */
  get offline() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }

  get denied() {
    return this.status === 403
  }

  get gone() {
    return this.status === 404
  }

  get signedOut() {
    return this.status === 401
  }
}

let csrfToken = ''

export function keepToken(token: string) {
  csrfToken = token
}

export const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })

client.use({
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken)
    return request
  },
})

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The reply's body, or a thrown `Fault`. */
export async function reply<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Fault(0, 'network', '')
  }
  const { data, error, response } = answer
  if (response.ok && data !== undefined) return data
  const body = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const text = (key: string) => (typeof body[key] === 'string' ? (body[key] as string) : undefined)
  throw new Fault(
    response.status,
    text('code') ?? `http.${response.status}`,
    text('message') ?? '',
    text('field'),
    text('help'),
  )
}
