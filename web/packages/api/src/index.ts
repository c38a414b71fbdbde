export { client, Fault, keepToken, reply } from './client'
export { listen } from './events'
export * from './platform'
export type * from './types'
