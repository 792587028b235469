// What is not as WebDAV and CalDAV want it: each problem's code is the name of a precondition that
// its RFC has (4918, 3253, 4791, 6578), told as an element of DAV:error.
#pragma once

#include "kernel/model/problem.h"

namespace stoa::todo::dav {

// ---- of DAV: ------------------------------------------------------------------------------------

inline constexpr Problem need_privileges{403, "need-privileges", "You may not change this."};
inline constexpr Problem finite_depth{403, "propfind-finite-depth",
                                      "Ask for depth 0 or 1: a list is as deep as it goes."};
inline constexpr Problem must_be_null{405, "resource-must-be-null", "There is something already."};
inline constexpr Problem valid_resourcetype{403, "valid-resourcetype",
                                            "What is made here is a calendar."};
inline constexpr Problem supported_report{403, "supported-report", "There is no such report here."};
inline constexpr Problem valid_sync_token{
    403, "valid-sync-token", "This token is none, or too old: begin anew with an empty one."};
inline constexpr Problem precondition_failed{412, "precondition-failed",
                                             "This is no longer what you have seen."};

// ---- of urn:ietf:params:xml:ns:caldav -----------------------------------------------------------

inline constexpr Problem supported_calendar_data{403, "supported-calendar-data",
                                                 "What lies in a list is text/calendar."};
inline constexpr Problem valid_calendar_data{403, "valid-calendar-data",
                                             "This is no calendar of RFC 5545."};
inline constexpr Problem valid_calendar_object{403, "valid-calendar-object-resource",
                                               "This is not one task."};
inline constexpr Problem supported_component{403, "supported-calendar-component",
                                             "A list holds tasks, VTODO, and nothing else."};
inline constexpr Problem no_uid_conflict{403, "no-uid-conflict",
                                         "The list has a task of this UID under another name."};
inline constexpr Problem max_resource_size{403, "max-resource-size",
                                           "This is longer than a task may be."};
inline constexpr Problem collection_location{403, "calendar-collection-location-ok",
                                             "A list is made among the lists."};
inline constexpr Problem supported_filter{403, "supported-filter",
                                          "This filter is not understood here."};
inline constexpr Problem supported_collation{403, "supported-collation",
                                             "Texts are not compared that way here."};
inline constexpr Problem valid_filter{403, "valid-filter", "This filter is not as it must be."};

// ---- of no name ---------------------------------------------------------------------------------

inline constexpr Problem malformed_xml{400, "malformed-xml", "The body is not as it must be."};
inline constexpr Problem bad_depth{400, "bad-depth", "Depth is 0, 1 or infinity."};
inline constexpr Problem bad_destination{400, "bad-destination",
                                         "Destination names a place of this server."};
inline constexpr Problem no_parent{409, "no-parent", "There is no list to put this into."};
inline constexpr Problem xml_needed{415, "xml-needed", "The body of this method is XML."};

}  // namespace stoa::todo::dav
