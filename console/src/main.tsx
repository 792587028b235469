import {render} from "preact";
import "../../src/kernel/app/page/stoa.css";
import "../../src/kernel/app/page/console.css";
import "./shell.css";
import {Shell} from "./shell";
import {askApps} from "./kit/apps";
import {askWho} from "./kit/session";

askWho();
askApps();
render(<Shell />, document.getElementById("console")!);
