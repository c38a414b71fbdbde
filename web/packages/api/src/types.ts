/** Short names for the shapes that pages use, taken from the calls that carry them. */
import type { paths } from './schema'

/** What a call answers when it succeeds. */
export type Reply<Paths, P extends keyof Paths, M extends keyof Paths[P]> = Paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer T } } }
}
  ? T
  : never

/** What a console call answers: `Answer<'/console/api/session'>`. */
export type Answer<P extends keyof paths, M extends keyof paths[P] = 'get' & keyof paths[P]> = Reply<paths, P, M>

export type Session = Reply<paths, '/console/api/session', 'get'>
export type Me = NonNullable<Session['person']>
export type DevPeople = Reply<paths, '/console/api/dev/people', 'get'>
export type DevPerson = DevPeople['items'][number]
export type InboxApps = Reply<paths, '/console/api/me/inbox/apps', 'get'>
export type InboxApp = InboxApps['items'][number]
export type MessagePage = Reply<paths, '/console/api/me/inbox/messages', 'get'>
export type Message = MessagePage['items'][number]
