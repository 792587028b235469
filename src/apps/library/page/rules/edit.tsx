// The dialog in which a rule is added or changed.
import {Fragment, type ComponentChildren, type RefObject} from "preact";
import {useState} from "preact/hooks";
import {Guarded, useUnsaved} from "../guarded";

export interface Editing {unsaved: RefObject<boolean>; cancel: () => void; again: () => Promise<void>}

// `read` has what is changed read again; the form then begins anew from what somebody else has made of it.
export function Edit({title, onClose, read, children}: {
  title: string; onClose: () => void; read: () => Promise<unknown>; children: (editing: Editing) => ComponentChildren;
}) {
  const guard = useUnsaved();
  const [turn, setTurn] = useState(0);
  const again = async () => {
    await read();
    setTurn((before) => before + 1);
  };
  return (
    <Guarded title={title} onClose={onClose} guard={guard}>
      <Fragment key={turn}>{children({unsaved: guard.unsaved, cancel: onClose, again})}</Fragment>
    </Guarded>
  );
}
