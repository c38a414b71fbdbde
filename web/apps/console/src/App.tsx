/** The developer console: what programs need to talk to this server, and why it refused them. */
import { Console } from '@hobnail/ui'
import { groups } from './pages'

export const App = () => (
  <Console place="console" groups={groups} may={person => person.rights.includes('developer') || person.develops} />
)
