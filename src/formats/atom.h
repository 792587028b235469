// Feeds of Atom (RFC 4287), also as OPDS 1.2 makes catalogues of them. Values to text.
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

namespace stoa::formats {

struct AtomLink {
  std::string rel, href;
  std::string type = {}, title = {};  // "" for none
};

struct AtomCategory {
  std::string term, label;
};

struct AtomEntry {
  std::string id;  // an IRI: "urn:uuid:…"
  std::string title;
  std::string updated;  // RFC 3339
  std::vector<std::string> authors = {};
  std::string summary = {};  // plain text, "" for none
  std::string issued = {};   // dcterms:issued, "" for none
  std::vector<AtomCategory> categories = {};
  std::vector<AtomLink> links = {};
};

struct AtomFeed {
  std::string id, title, updated;
  std::string author = {};
  std::vector<AtomLink> links = {};
  std::vector<AtomEntry> entries = {};
};

// UTF-8, with its declaration. What XML cannot hold (control characters) is left out.
std::string to_xml(const AtomFeed& feed);

}  // namespace stoa::formats
