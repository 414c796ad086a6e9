// A citizen's page on which nothing is live.

import { leaving } from "./leave.js";

leaving();
