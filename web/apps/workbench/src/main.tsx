import '@hobnail/ui/base.css'
import { start } from '@hobnail/ui'
import { App } from './App'

start(<App />)
