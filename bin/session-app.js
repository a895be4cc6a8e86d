#!/usr/bin/env node
'use strict';

require('./create-session-app.js');
