/** The admin console: an organisation's people, apps and rules, for its administrators. */
import { Console } from '@hobnail/ui'
import { groups } from './pages'

export const App = () => <Console place="admin" groups={groups} may={person => person.admin || person.develops} />
