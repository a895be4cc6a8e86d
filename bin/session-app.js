#!/usr/bin/env node
import './create-session-app.js';
