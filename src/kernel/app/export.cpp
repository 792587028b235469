#include "kernel/app/export.h"

#include <future>

#include "kernel/app/projections.h"
#include "kernel/files/file_name.h"
#include "kernel/model/csv_rows.h"

namespace stoa {
namespace {

constexpr std::string_view suffix = "/export";
constexpr std::int64_t rows_a_page = 100;

// A session or key that was ended meanwhile is nobody's, roles that were taken are gone.
Principal principal_now(Authenticator& authenticator, const Credentials& credentials) {
  std::promise<Principal> found;
  authenticator.authenticate(credentials, [&](Principal who, std::optional<Refusal> refusal) {
    refusal ? found.set_exception(std::make_exception_ptr(*refusal))
            : found.set_value(std::move(who));
  });
  return found.get_future().get();
}

class Pages : public http::BodySource {
 public:
  Pages(Exporting exporting, Object first)
      : exporting_(std::move(exporting)), page_(std::move(first)) {}

  std::string next() override {
    std::string piece;
    if (!std::exchange(begun_, true)) {
      if (is_csv()) append_csv(csv_header(row(), exporting_.view.fields), piece);
    } else if (paging().after) {
      read_page();
    } else {
      return "";
    }
    append_rows(piece);
    return piece;
  }

 private:
  const Route& route() const { return exporting_.mounted->route; }
  const Shape& row() const { return *route().listing.row; }
  bool is_csv() const { return exporting_.view.format == ExportFormat::csv; }
  Paging& paging() { return route().listing.paging(exporting_.input.get()); }

  void read_page() {
    const MountedApp& app = *exporting_.mounted->app;
    if (!route().access.open() && app.authenticator) {
      exporting_.caller.principal = principal_now(*app.authenticator, exporting_.credentials);
      check_access(route().access, route().scope(), exporting_.caller.principal);
    }
    auto read = [&](store::Connection& connection) {
      Read tx(connection, exporting_.now, exporting_.mounted->app->projections.get());
      page_ = route().call(&tx, exporting_.caller, exporting_.input.get()).body;
    };
    app.database->read_now(
        {.work = read, .heavy = route().heavy, .several = &exporting_.mounted->several});
  }

  void append_rows(std::string& piece) {
    const Field& items = *route().output->object().find("items");
    const void* list = items.in(page_.get());
    for (std::size_t i = 0, size = items.type->list->size(list); i < size; ++i) {
      append_row(items.type->list->at(list, i), *items.type->element, piece);
    }
    paging().after = std::move(route().listing.next(page_.get()));
  }

  void append_row(const void* value, const Type& type, std::string& piece) const {
    if (is_csv()) return append_csv(csv_row(row(), value, exporting_.view.fields), piece);
    encode(type, value, exporting_.view.fields, piece);
    piece += '\n';
  }

  Exporting exporting_;
  Object page_;
  bool begun_ = false;
};

// "/me/loans/export" -> "loans.csv"
std::string file_name_of(std::string_view path, ExportFormat format) {
  path.remove_suffix(suffix.size());
  return std::string(path.substr(path.rfind('/') + 1)) +
         (format == ExportFormat::csv ? ".csv" : ".ndjson");
}

}  // namespace

void add_exports(App& app) {
  const std::vector<Route> routes = app.routes();
  for (Route route : routes) {
    if (!route.listing.row || route.aggregates) continue;
    route.exports = true;
    app.add_route(route, route.name + "_export", "GET", route.path + std::string(suffix),
                  route.summary + ": all of it, as CSV or NDJSON", route.problems);
  }
}

const std::vector<std::string>& paging_parameters() {
  static const std::vector<std::string> names{"limit", "after", "count"};
  return names;
}

void begin_export(const Route& route, Object& input) {
  route.listing.paging(input.get()).limit = {rows_a_page};
}

http::Response export_answer(Exporting exporting, Object first_page) {
  const Route& route = exporting.mounted->route;
  const bool csv = exporting.view.format == ExportFormat::csv;
  http::Response response;
  response.headers.set("Content-Type",
                       csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson");
  response.headers.set(
      "Content-Disposition",
      files::content_disposition(true, file_name_of(route.path, exporting.view.format)));
  response.headers.set("Cache-Control", route.access.open() ? "no-cache" : "no-store");
  response.stream = std::make_shared<Pages>(std::move(exporting), std::move(first_page));
  return response;
}

}  // namespace stoa
