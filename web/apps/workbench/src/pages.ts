/** The workbench's rooms besides the inbox, in the order of the rail. */
import type { Page } from '@hobnail/ui'
import apps from './routes/apps/page'
import dev from './routes/dev/page'
import me from './routes/me/page'

export const pages: Page[] = [apps, dev, me]
