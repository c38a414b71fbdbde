/** Short names for the shapes that pages use, taken from the calls that carry them. */
import type { paths } from './schema'

type Json<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer T } } }
}
  ? T
  : never

export type Session = Json<'/console/api/session', 'get'>
export type Me = NonNullable<Session['person']>
export type DevPeople = Json<'/console/api/dev/people', 'get'>
export type DevPerson = DevPeople['items'][number]
export type InboxApps = Json<'/console/api/me/inbox/apps', 'get'>
export type InboxApp = InboxApps['items'][number]
export type MessagePage = Json<'/console/api/me/inbox/messages', 'get'>
export type Message = MessagePage['items'][number]
