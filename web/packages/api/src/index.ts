export { client, Fault, keepToken, reply } from './client'
export { type InboxEvent, listen } from './events'
export * from './platform'
export type * from './types'
