#include <string>
void forget(std::string& text) { text.empty(); }
